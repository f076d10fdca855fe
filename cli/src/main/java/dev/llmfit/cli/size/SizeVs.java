package dev.llmfit.cli.size;

import dev.llmfit.cli.shell.Console;
import dev.llmfit.render.Table;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.speed.SpeedEstimate;
import dev.llmfit.sizing.speed.SpeedRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Two launches side by side.
 *
 * @param a the first
 * @param nameA its model as it was named
 * @param b the second
 * @param nameB its model as it was named
 */
public record SizeVs(SizedLaunch a, String nameA, SizedLaunch b, String nameB) {
    private static final double MIB = 1 << 20;

    /** Returns whether at least one of them fits. */
    public boolean oneFits() {
        return a.fits() || b.fits();
    }

    /** Prints both launches, their memory by device, their speed, and the differences. */
    public void print(Console console) {
        console.line("A  " + nameA + " · " + title(a, b));
        console.line("B  " + nameB + " · " + title(b, a));
        table().lines(console.columns()).forEach(console::line);
        console.line(verdict());
    }

    /** Returns what a launch is: where it runs and with which settings; rarer settings only where the other launch has another. */
    private static String title(SizedLaunch launch, SizedLaunch other) {
        LaunchOptions options = launch.options();
        List<String> parts = new ArrayList<>();
        parts.add(machine(launch));
        if (!launch.machine().devices().isEmpty()) {
            parts.add("-ngl " + placed(launch) + "/"
                    + launch.estimate().layerDevice().size());
        }
        if (options.nCpuMoe() > 0) {
            parts.add(options.nCpuMoe() == Integer.MAX_VALUE ? "-cmoe" : "-ncmoe " + options.nCpuMoe());
        }
        parts.add(String.format(Locale.ROOT, "%,d tokens", launch.estimate().nCtx()));
        parts.add(options.nParallel() == 1 ? "1 slot" : options.nParallel() + " slots");
        parts.add("KV " + options.typeK().ggmlName() + "/" + options.typeV().ggmlName());
        parts.add("FA " + (launch.estimate().flashAttn() ? "on" : "off"));
        if (options.nUbatch() != other.options().nUbatch()) {
            parts.add("-ub " + options.nUbatch());
        }
        if (!options.tensorSplit().equals(other.options().tensorSplit())) {
            parts.add("-ts " + (options.tensorSplit().isEmpty() ? "by free memory" : options.tensorSplit()));
        }
        if (!options.overrideTensor().equals(other.options().overrideTensor())) {
            parts.add("-ot "
                    + (options.overrideTensor().isEmpty() ? "none" : String.join(",", options.overrideTensor())));
        }
        return String.join(" · ", parts);
    }

    /** Returns the layers on the devices, with the output layer. */
    private static long placed(SizedLaunch launch) {
        return launch.estimate().layerDevice().stream().filter(d -> d >= 0).count();
    }

    private static String machine(SizedLaunch launch) {
        List<String> gpus = launch.machine().devices().stream()
                .map(d -> d.description())
                .distinct()
                .toList();
        int count = launch.machine().devices().size();
        return gpus.isEmpty()
                ? launch.machine().cpu().name()
                : (gpus.size() == 1 && count > 1 ? count + " × " : "") + String.join(" + ", gpus);
    }

    private Table table() {
        Table table = new Table()
                .indent("   ")
                .left("MiB")
                .left("")
                .right("A")
                .right("B")
                .right("B − A");
        int devices = Math.max(a.lines().size(), b.lines().size()) - 1;
        for (int d = 0; d < devices; d++) {
            memory(table, device(a, d), device(b, d));
        }
        memory(table, Optional.of(a.lines().getLast()), Optional.of(b.lines().getLast()));
        speed(table, "tok/s", SpeedEstimate::tg);
        speed(table, "prompt tok/s", SpeedEstimate::pp);
        return table;
    }

    private static Optional<MemoryLine> device(SizedLaunch launch, int index) {
        return index < launch.lines().size() - 1 ? Optional.of(launch.lines().get(index)) : Optional.empty();
    }

    private static void memory(Table table, Optional<MemoryLine> a, Optional<MemoryLine> b) {
        row(table, name(a, b), "weights", a, b, l -> l.buffers().weights().count());
        row(table, "", "KV cache", a, b, l -> l.buffers().context().count());
        row(table, "", "compute", a, b, l -> l.buffers().compute().count());
        row(table, "", "with driver", a, b, l -> l.total().count());
        row(table, "", "left", a, b, MemoryLine::left);
    }

    private static String name(Optional<MemoryLine> a, Optional<MemoryLine> b) {
        String first = a.map(l -> l.buffers().name()).orElse("–");
        String second = b.map(l -> l.buffers().name()).orElse("–");
        return first.equals(second) ? first : first + " / " + second;
    }

    private static void row(
            Table table,
            String device,
            String what,
            Optional<MemoryLine> a,
            Optional<MemoryLine> b,
            ToLongFunction<MemoryLine> bytes) {
        long first = a.map(bytes::applyAsLong).orElse(0L);
        long second = b.map(bytes::applyAsLong).orElse(0L);
        table.row(
                device,
                what,
                a.isPresent() ? mib(first) : "–",
                b.isPresent() ? mib(second) : "–",
                signed(second - first));
    }

    private void speed(Table table, String what, Function<SpeedEstimate, SpeedRange> part) {
        Optional<SpeedRange> first = a.speed().map(part);
        Optional<SpeedRange> second = b.speed().map(part);
        if (first.isPresent() || second.isPresent()) {
            table.row(
                    what.startsWith("prompt") ? "" : "speed",
                    what,
                    first.map(SizeVs::range).orElse("unknown"),
                    second.map(SizeVs::range).orElse("unknown"),
                    times(first, second)
                            .map(t -> String.format(Locale.ROOT, "× %.2f", t))
                            .orElse(""));
        }
    }

    private static Optional<Double> times(Optional<SpeedRange> first, Optional<SpeedRange> second) {
        return first.flatMap(f -> second.filter(s -> f.mid() > 0).map(s -> s.mid() / f.mid()));
    }

    private String verdict() {
        if (a.fits() != b.fits()) {
            return "Only " + (a.fits() ? "A" : "B") + " fits.";
        }
        return a.fits() ? "Both fit." : "Neither fits.";
    }

    /** Returns the document, schema {@code llmfit/size-vs/1}: both launches as {@code llmfit/size/1}, and B less A in bytes. */
    public Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", "llmfit/size-vs/1");
        document.put("engine", a.build().toString());
        document.put("a", SizeJson.document(a));
        document.put("b", SizeJson.document(b));
        Map<String, Object> difference = new LinkedHashMap<>();
        List<Object> devices = new ArrayList<>();
        int count = Math.max(a.lines().size(), b.lines().size()) - 1;
        for (int d = 0; d < count; d++) {
            devices.add(difference(device(a, d), device(b, d)));
        }
        difference.put("devices", devices);
        difference.put(
                "host",
                difference(
                        Optional.of(a.lines().getLast()), Optional.of(b.lines().getLast())));
        difference.put(
                "tg_times", times(a.speed().map(SpeedEstimate::tg), b.speed().map(SpeedEstimate::tg)));
        difference.put(
                "pp_times", times(a.speed().map(SpeedEstimate::pp), b.speed().map(SpeedEstimate::pp)));
        document.put("difference", difference);
        document.put("fits", Map.of("a", a.fits(), "b", b.fits()));
        return document;
    }

    private static Map<String, Object> difference(Optional<MemoryLine> a, Optional<MemoryLine> b) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("name", name(a, b));
        out.put("weights", less(a, b, s -> s.weights().count()));
        out.put("context", less(a, b, s -> s.context().count()));
        out.put("compute", less(a, b, s -> s.compute().count()));
        out.put("total", less(a, b, s -> s.total().count()));
        return out;
    }

    private static long less(Optional<MemoryLine> a, Optional<MemoryLine> b, ToLongFunction<BufferSizes> part) {
        return b.map(l -> part.applyAsLong(l.buffers())).orElse(0L)
                - a.map(l -> part.applyAsLong(l.buffers())).orElse(0L);
    }

    private static String mib(long bytes) {
        return String.format(Locale.ROOT, "%,.1f", bytes / MIB);
    }

    private static String signed(long bytes) {
        double mib = bytes / MIB;
        return Math.abs(mib) < 0.05
                ? "0"
                : String.format(Locale.ROOT, "%+,.1f", mib).replace('-', '−');
    }

    private static String range(SpeedRange range) {
        return String.format(
                Locale.ROOT, range.mid() < 10 ? "%,.1f – %,.1f" : "%,.0f – %,.0f", range.low(), range.high());
    }
}
