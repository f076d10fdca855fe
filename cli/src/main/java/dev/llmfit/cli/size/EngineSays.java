package dev.llmfit.cli.size;

import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.Session;
import dev.llmfit.engine.EngineException;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.llamacpp.LlamaCpp;
import dev.llmfit.engine.phantom.PhantomRun;
import dev.llmfit.render.Paragraph;
import dev.llmfit.render.Table;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.MemoryEstimator;
import dev.llmfit.units.Bytes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What an installed llama.cpp says of a launch by {@code llama-fit-params}, beside the prediction on the same terms: whole MiB,
 * rounded down, and logits for every token of a batch, as llama-cli and llama-bench keep them. Nothing is allocated.
 *
 * @param engine who says it, for example {@code llama.cpp b11434}
 * @param said buffers on each device, the host last
 * @param predicted the prediction for the same devices
 */
public record EngineSays(String engine, List<BufferSizes> said, List<BufferSizes> predicted) {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final long MIB = 1 << 20;

    public EngineSays {
        said = List.copyOf(said);
        predicted = List.copyOf(predicted);
    }

    /**
     * Asks the engine; writes a phantom if there is no real file.
     *
     * @param name {@code llama.cpp} or a folder, as {@code --engine} takes it
     * @param sized the launch, without adapters, projector and draft model
     * @param file the real file
     * @throws EngineException if there is no such engine, it has no llama-fit-params or refuses the launch
     */
    public static EngineSays ask(
            String name, SizedLaunch sized, List<String> rpcServers, Optional<Path> file, MemoryEstimator estimator) {
        if (!(Session.bench().engineFinder().named(name) instanceof LlamaCpp llama)) {
            throw new EngineException(
                    EngineException.Kind.UNSUPPORTED,
                    "only an installed llama.cpp says what a launch takes, not '" + name + "'",
                    "name a folder of llama.cpp's programs");
        }
        Launch launch = new Launch(sized.options(), OptionalInt.empty(), rpcServers);
        List<BufferSizes> said;
        if (file.isPresent()) {
            said = llama.fitPrint(file.get(), launch, LIMIT);
        } else {
            Path folder = Path.of(Session.bench().environment().temporary().toString());
            try (PhantomRun phantom = PhantomRun.write(sized.model(), folder)) {
                said = llama.fitPrint(phantom.path(), launch, LIMIT);
            }
        }
        int newest = EngineBuild.NEWEST.number();
        EngineBuild build =
                new EngineBuild(Math.min(newest, llama.describe().build().orElse(newest)));
        Estimate estimate = estimator.estimate(
                sized.model(), DeviceMemory.of(sized.machine()), sized.options().withNOutputsMax(0), build);
        List<BufferSizes> predicted = new ArrayList<>(estimate.devices());
        predicted.add(estimate.host());
        return new EngineSays(llama.describe().title(), said, predicted);
    }

    /** Returns whether every buffer is the same to the MiB. */
    public boolean agrees() {
        if (said.size() != predicted.size()) {
            return false;
        }
        for (int i = 0; i < said.size(); i++) {
            BufferSizes s = said.get(i);
            BufferSizes p = predicted.get(i);
            if (!same(s.weights(), p.weights()) || !same(s.context(), p.context()) || !same(s.compute(), p.compute())) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(Bytes said, Bytes predicted) {
        return said.count() / MIB == predicted.count() / MIB;
    }

    /** Prints both as a table. */
    public void print(Console console) {
        console.line("");
        Paragraph.wrap(
                        "",
                        "llama-fit-params of " + engine
                                + " for the same launch, in whole MiB, with logits for every token of"
                                + " a batch (a server keeps one row a slot):",
                        console.columns())
                .forEach(console::line);
        Table table = new Table()
                .indent("  ")
                .left("")
                .left("")
                .right("weights")
                .right("KV cache")
                .right("compute");
        for (int i = 0; i < said.size(); i++) {
            row(table, said.get(i).name(), "says", said.get(i));
            if (i < predicted.size()) {
                row(table, "", "predicted", predicted.get(i));
            }
        }
        table.lines(console.columns()).forEach(console::line);
        console.line(agrees() ? "They agree to the MiB." : "They differ.");
    }

    private static void row(Table table, String name, String who, BufferSizes sizes) {
        table.row(name, who, mib(sizes.weights()), mib(sizes.context()), mib(sizes.compute()));
    }

    private static String mib(Bytes bytes) {
        return String.format(Locale.ROOT, "%,d", bytes.count() / MIB);
    }

    /** Returns both as a tree; what the engine says is a multiple of a MiB. */
    public Map<String, Object> json() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("engine", engine);
        tree.put("said", said.stream().map(EngineSays::sizes).toList());
        tree.put("predicted", predicted.stream().map(EngineSays::sizes).toList());
        tree.put("agrees", agrees());
        return tree;
    }

    private static Map<String, Object> sizes(BufferSizes sizes) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", sizes.name());
        tree.put("weights", sizes.weights());
        tree.put("context", sizes.context());
        tree.put("compute", sizes.compute());
        return tree;
    }
}
