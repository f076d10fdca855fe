package dev.llmfit.engine.log;

import dev.llmfit.sizing.EngineBuild;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * What a log tells of one load and its run.
 *
 * @param program program whose settings change the launch
 * @param model the model
 * @param launch its options
 * @param memory buffers and free memory
 * @param failures allocations that failed, first to last; the last one ended it
 * @param pasted tables of tools among the lines
 * @param prints the lines of the load, for what else they say
 */
public record RunLog(
        Program program,
        LoggedModel model,
        LoggedLaunch launch,
        LoggedMemory memory,
        List<LoggedFailure> failures,
        Pasted pasted,
        PrintedKeys prints) {
    private static final Pattern READY = Pattern.compile(
            "all slots are idle|server is listening|listening on http|model loaded|compute buffer size =|runner started in|"
                    + "Application startup complete|GPU KV cache size: [0-9,]+ tokens|Maximum concurrency for [0-9,]+ tokens");

    public RunLog {
        failures = List.copyOf(failures);
    }

    /** Reads the load that a symptom is about: the last that failed, else the last that says anything of its run. */
    public static RunLog parse(List<String> lines, boolean failed) {
        List<List<String>> loads = LoggedStarts.of(lines);
        List<String> load = failed
                ? LoggedStarts.last(loads, l -> !LoggedFailures.in(l).isEmpty())
                : LoggedStarts.last(loads, l -> speaks(new PrintedKeys(l)));
        PrintedKeys prints = new PrintedKeys(load);
        return new RunLog(
                Program.of(prints),
                LoggedModel.of(prints),
                LoggedLaunch.of(prints, load),
                LoggedMemory.of(load),
                LoggedFailures.in(load),
                Pasted.in(load),
                prints);
    }

    private static boolean speaks(PrintedKeys prints) {
        return prints.has("buffer size")
                || prints.has("tokens per second")
                || prints.has("msg=\"model weights\"")
                || prints.has("layers to GPU");
    }

    /** Returns the generated tokens per second that were measured, the last figure. */
    public OptionalDouble generation() {
        return launch.generation().isPresent()
                ? launch.generation()
                : pasted.bench().map(BenchTable::generation).orElse(OptionalDouble.empty());
    }

    /** Returns whether the model was ready: it computed, or a server waited for requests. */
    public boolean ran() {
        return generation().isPresent()
                || launch.prompt().isPresent()
                || READY.matcher(prints.text()).find();
    }

    /** Returns the build whose rules size this launch: the logged one, else the newest. */
    public EngineBuild build() {
        OptionalInt build = memory.buffers().build();
        // Ollama's versions are no builds of llama.cpp; the smallest number that a log of 2024 shows is about 2000.
        return build.orElse(0) > 1500 ? EngineBuild.modelled(build) : EngineBuild.NEWEST;
    }

    /** Returns whether weights lie on a GPU; empty if no weights were printed. */
    public Optional<Boolean> gpuUsed() {
        List<MeasuredBuffer> weights = memory.buffers().buffers().stream()
                .filter(b -> b.kind() == MeasuredBuffer.Kind.WEIGHTS)
                .toList();
        if (weights.isEmpty() && !pasted.ollama().isEmpty()) {
            return Optional.of(pasted.ollama().stream().anyMatch(r -> r.onProcessor() < 100));
        }
        if (!weights.isEmpty()) {
            return Optional.of(
                    weights.stream().anyMatch(b -> !b.onHost() && b.size().count() > 0));
        }
        return launch.offloaded().isPresent() ? Optional.of(launch.offloaded().getAsInt() > 0) : Optional.empty();
    }

    /** Returns the allocation that ended the load. */
    public Optional<LoggedFailure> failure() {
        return failures.isEmpty() ? Optional.empty() : Optional.of(failures.getLast());
    }

    /** Returns what vLLM says of a start, if it is a log of vLLM. */
    public Optional<VllmLog> vllm() {
        return VllmLog.in(prints);
    }

    /** Returns whether the log says anything of a launch. */
    public boolean understood() {
        return !memory.buffers().isEmpty()
                || vllm().isPresent()
                || !failures.isEmpty()
                || launch.offloaded().isPresent()
                || launch.generation().isPresent()
                || launch.prompt().isPresent()
                || !pasted.isEmpty()
                || memory.planned().isPresent();
    }
}
