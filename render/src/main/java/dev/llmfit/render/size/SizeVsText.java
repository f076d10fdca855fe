package dev.llmfit.render.size;

import dev.llmfit.answers.size.CompareSizesAnswer;
import dev.llmfit.answers.size.CompareSizesAnswer.Pair;
import dev.llmfit.answers.size.SizeAnswer;
import dev.llmfit.render.Page;
import dev.llmfit.render.Table;
import dev.llmfit.sizing.DeviceUse;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.speed.SpeedEstimate;
import dev.llmfit.sizing.speed.SpeedRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Two launches side by side for people. */
public final class SizeVsText {
    private SizeVsText() {}

    /** Writes both launches, their memory by device, their speed, and the differences. */
    public static void print(CompareSizesAnswer answer, Page page) {
        SizeAnswer a = answer.a();
        SizeAnswer b = answer.b();
        page.paragraph("A  ", a.model().meant().asked() + " · " + title(a, b));
        page.paragraph("B  ", b.model().meant().asked() + " · " + title(b, a));
        page.table(table(answer));
        page.paragraph("", verdict(a.fits(), b.fits()));
    }

    /** Returns what a launch is: where it runs and with which settings; rarer settings only where the other launch has another. */
    private static String title(SizeAnswer launch, SizeAnswer other) {
        LaunchOptions options = launch.options();
        List<String> parts = new ArrayList<>();
        parts.add(machine(launch.hardware()));
        if (!launch.hardware().gpus().isEmpty()) {
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
    private static long placed(SizeAnswer launch) {
        return launch.estimate().layerDevice().stream().filter(d -> d >= 0).count();
    }

    private static String machine(SizeAnswer.Hardware hardware) {
        List<String> kinds = hardware.gpus().stream().distinct().toList();
        int count = hardware.gpus().size();
        return kinds.isEmpty()
                ? hardware.processor()
                : (kinds.size() == 1 && count > 1 ? count + " × " : "") + String.join(" + ", kinds);
    }

    private static Table table(CompareSizesAnswer answer) {
        Table table = new Table()
                .indent("   ")
                .left("MiB")
                .left("")
                .right("A")
                .right("B")
                .right("B − A");
        answer.devices().forEach(pair -> memory(table, pair));
        memory(table, answer.host());
        speed(table, answer, "tok/s", SpeedEstimate::tg);
        speed(table, answer, "prompt tok/s", SpeedEstimate::pp);
        return table;
    }

    private static void memory(Table table, Pair pair) {
        row(table, pair.name(), "weights", pair, use -> use.weights().count());
        row(table, "", "KV cache", pair, use -> use.context().count());
        row(table, "", "compute", pair, use -> use.compute().count());
        row(table, "", "with driver", pair, use -> use.total().count());
        row(table, "", "left", pair, DeviceUse::left);
    }

    private static void row(Table table, String device, String what, Pair pair, ToLongFunction<DeviceUse> bytes) {
        long first = pair.a().map(bytes::applyAsLong).orElse(0L);
        long second = pair.b().map(bytes::applyAsLong).orElse(0L);
        table.row(
                device,
                what,
                pair.a().isPresent() ? mib(first) : "–",
                pair.b().isPresent() ? mib(second) : "–",
                signed(second - first));
    }

    private static void speed(
            Table table, CompareSizesAnswer answer, String what, Function<SpeedEstimate, SpeedRange> test) {
        Optional<SpeedRange> first = answer.a().speeds().one().map(test);
        Optional<SpeedRange> second = answer.b().speeds().one().map(test);
        if (first.isPresent() || second.isPresent()) {
            table.row(
                    what.startsWith("prompt") ? "" : "speed",
                    what,
                    first.map(SizeText::range).orElse("unknown"),
                    second.map(SizeText::range).orElse("unknown"),
                    answer.times(test)
                            .map(t -> String.format(Locale.ROOT, "× %.2f", t))
                            .orElse(""));
        }
    }

    private static String verdict(boolean a, boolean b) {
        if (a != b) {
            return "Only " + (a ? "A" : "B") + " fits.";
        }
        return a ? "Both fit." : "Neither fits.";
    }

    private static String mib(long bytes) {
        return String.format(Locale.ROOT, "%,.1f", bytes / SizeText.MIB);
    }

    private static String signed(long bytes) {
        double mib = bytes / SizeText.MIB;
        return Math.abs(mib) < 0.05
                ? "0"
                : String.format(Locale.ROOT, "%+,.1f", mib).replace('-', '−');
    }
}
