package dev.llmfit.answers.symptom;

import dev.llmfit.engine.log.BenchTable;
import dev.llmfit.engine.log.LoggedDevice;
import dev.llmfit.engine.log.RunLog;
import dev.llmfit.engine.log.VllmLog;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a log shows in which nothing failed: what ran, where, and how fast. */
final class RunSummary {
    private final RunLog log;
    private final Optional<UsualSpeed> speed;

    RunSummary(RunLog log, Optional<UsualSpeed> speed) {
        this.log = log;
        this.speed = speed;
    }

    Sign sign() {
        List<String> parts = new ArrayList<>();
        if (log.launch().offloaded().isPresent() && log.launch().layers().isPresent()) {
            parts.add(log.launch().offloaded().getAsInt() + " of "
                    + log.launch().layers().getAsInt() + " layers went to the GPU");
        }
        for (BufferSizes s : log.memory().buffers().deviceSizes()) {
            parts.add(String.format(
                    Locale.ROOT, "%,.0f MiB lie on %s%s", s.total().mib(), s.name(), free(s)));
        }
        log.vllm().ifPresent(v -> vllm(v, parts));
        speed.ifPresentOrElse(
                s -> parts.add(s.said()),
                () -> log.generation()
                        .ifPresent(g -> parts.add(String.format(Locale.ROOT, "%.1f tok/s were written", g))));
        String ran = parts.isEmpty() ? "" : ": " + String.join("; ", parts);
        return log.ran()
                ? new Sign("run/nothing-failed", "Nothing failed in this log" + ran + ".", Hint.NONE)
                : new Sign(
                        "run/nothing-failed",
                        "Nothing failed in this log" + ran + "; it ends before the model was ready.",
                        Hint.plain(
                                "If the program ended there, the system ended it: dmesg | grep -i killed (Windows: the"
                                        + " event viewer; macOS: Console, crash reports)."));
    }

    private static void vllm(VllmLog log, List<String> parts) {
        log.taken()
                .weights()
                .or(() -> log.taken().consumed())
                .ifPresent(w -> parts.add(String.format(Locale.ROOT, "weights take %.2f GiB of a GPU", w.gib())));
        log.cache()
                .memory()
                .ifPresent(m -> parts.add(String.format(Locale.ROOT, "the KV cache has %.2f GiB", m.gib())));
        log.cache().tokens().ifPresent(t -> parts.add(String.format(Locale.ROOT, "it holds %,d tokens", t)));
        log.cache()
                .concurrency()
                .ifPresent(c -> parts.add(String.format(
                        Locale.ROOT,
                        "%.2f requests of %s at once",
                        c,
                        log.options().length().isPresent()
                                ? String.format(
                                        Locale.ROOT,
                                        "%,d tokens",
                                        log.options().length().getAsInt())
                                : "the whole length")));
    }

    /**
     * Returns the speed of a log that names no model or no hardware, and how to have the expected one beside it.
     *
     * @param model whether the model is known
     * @param hardware whether a machine was named
     */
    Optional<Sign> bare(boolean model, boolean hardware) {
        if (log.generation().isEmpty()) {
            return Optional.empty();
        }
        OptionalDouble prompt = log.launch().prompt().isPresent()
                ? log.launch().prompt()
                : log.pasted().bench().map(BenchTable::prompt).orElse(OptionalDouble.empty());
        String text = String.format(
                Locale.ROOT,
                "%.1f tok/s were written%s.",
                log.generation().getAsDouble(),
                prompt.isPresent()
                        ? String.format(Locale.ROOT, ", the prompt was read with %.1f", prompt.getAsDouble())
                        : "");
        NextStep named = new NextStep.Change("model", "REF");
        NextStep there = new NextStep.Change("hardware", "NAME");
        Hint hint = model && hardware
                ? Hint.NONE
                : model
                        ? Hint.of("{0} puts beside it what that should be.", there)
                        : hardware
                                ? Hint.of("{0} puts beside it what that should be.", named)
                                : Hint.of("{0} and {1} put beside it what that should be.", named, there);
        return Optional.of(new Sign("run/speed", text, hint));
    }

    private String free(BufferSizes s) {
        return log.memory().buffers().devices().stream()
                .filter(d -> d.name().equals(s.name()))
                .map(LoggedDevice::free)
                .filter(f -> f.count() > 0)
                .map(Bytes::mib)
                .map(f -> String.format(Locale.ROOT, " of %,.0f MiB that were free", f))
                .findFirst()
                .orElse("");
    }
}
