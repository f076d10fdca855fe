package dev.llmfit.sizing.mlx;

import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.engines.LaunchArguments;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/** What is said of a launch beside its figures: options without effect, what would help. */
record MlxAdvice(
        MlxMemory memory,
        MlxLaunch launch,
        long weights,
        MlxMemory.Cache cache,
        MlxPeak peak,
        Optional<MacMemory> mac) {
    /** Steps to fall back to: each halves the scores of the one before. */
    private static final long[] STEPS = {1024, 512, 256, 128};

    /** Transient bytes that are worth a smaller step where memory is not told. Judgement. */
    private static final Bytes WORTH_A_STEP = Bytes.ofGib(2);

    /** Caches of earlier requests that {@code mlx_lm.server} keeps ({@code --prompt-cache-size}). */
    private static final int KEPT_CACHES = 10;

    /** The system's limit is in units of 2^20 bytes, and set in steps that are easy to read. */
    private static final long LIMIT_STEP_MIB = 1024;

    /** Returns what was sized, in a line. */
    static String heading(String model, MlxLaunch launch, Optional<Machine> machine) {
        List<String> parts = new ArrayList<>(
                List.of(model, launch.quantization().map(MlxQuantization::word).orElse("16 bits"), MlxRelease.NAME));
        machine.ifPresent(m -> parts.add(
                m.devices().isEmpty() ? m.id() : m.devices().getFirst().description()));
        parts.add(
                String.format(Locale.ROOT, "prompt of %,d, %,d more", launch.promptTokens(), launch.generatedTokens()));
        return String.join(" · ", parts);
    }

    /** Returns why the launch does not fit; empty if it does, or nothing is known of the machine. */
    Optional<String> refusal() {
        Bytes least = Bytes.of(Math.addExact(weights, cache.last()));
        return mac.filter(m -> least.compareTo(m.limit()) > 0)
                .map(m -> "Weights and caches take " + least + ", and the GPU may use " + m.limit() + " of "
                        + m.installed() + ": " + remedy(m, least) + ".");
    }

    /** A limit that is raised should hold the peak. */
    private String remedy(MacMemory m, Bytes least) {
        Bytes mid = Bytes.of(peak.mid());
        if (least.compareTo(m.highestLimit()) > 0) {
            return "take fewer bits, a shorter prompt or a smaller model";
        }
        return "raise the limit with " + wiredLimit(mid.min(m.highestLimit())) + ", or take fewer bits";
    }

    private static String wiredLimit(Bytes needed) {
        long mib = Math.ceilDiv((long) Math.ceil(needed.mib()), LIMIT_STEP_MIB) * LIMIT_STEP_MIB;
        return "sudo sysctl iogpu.wired_limit_mb=" + mib + " (until the next start)";
    }

    /** Returns the step at which a prompt should be read instead; empty if the one of the launch is right. */
    OptionalLong betterStep() {
        long limit = mac.map(m -> m.limit().count()).orElse(peak.mid() - 1);
        long transients = peak.mid() - weights - cache.highest();
        if (peak.mid() <= limit || (mac.isEmpty() && transients < WORTH_A_STEP.count())) {
            return OptionalLong.empty();
        }
        LongStream smaller = LongStream.of(STEPS).filter(step -> step < launch.prefillStepSize());
        return mac.isEmpty()
                ? smaller.filter(step -> peakAt(step) - weights - cache.highest() < WORTH_A_STEP.count())
                        .findFirst()
                : smaller.filter(step -> peakAt(step) <= limit).findFirst();
    }

    private long peakAt(long step) {
        MlxLaunch smaller = launch.withStep(step);
        return memory.peak(weights, memory.cache(smaller), smaller).mid();
    }

    /**
     * Returns the sentences.
     *
     * @param better the step at which the prompt should be read instead, as {@link #betterStep} says
     */
    List<String> notes(LaunchArguments given, boolean hasMachine, OptionalLong better) {
        List<String> said = new ArrayList<>(memory.remarks(launch));
        if (!given.has("prompt_tokens") || !given.has("generated_tokens")) {
            said.add(String.format(
                    Locale.ROOT,
                    "Taken where nothing was said: a prompt of %,d tokens, %,d more.",
                    launch.promptTokens(),
                    launch.generatedTokens()));
        }
        better.ifPresent(step -> said.add(String.format(
                Locale.ROOT,
                "Read the prompt in steps of %,d instead of %,d (prefill_step_size): the peak falls from %s to %s.",
                step,
                launch.prefillStepSize(),
                Bytes.of(peak.mid()),
                Bytes.of(peakAt(step)))));
        mac.ifPresent(m -> limits(m, said));
        if (hasMachine && mac.isEmpty()) {
            said.add("This machine has no GPU with Metal: mlx-lm is sized for Macs with Apple silicon, so nothing is"
                    + " compared with its memory.");
        }
        said.add(String.format(
                Locale.ROOT,
                "mlx_lm.server keeps the caches of earlier requests, %d of them (prompt_cache_size): of prompts like this up to %s"
                        + " beside the peak.",
                KEPT_CACHES,
                Bytes.of(Math.multiplyExact(cache.last(), KEPT_CACHES))));
        return List.copyOf(said);
    }

    private void limits(MacMemory m, List<String> said) {
        if (m.warns(weights)) {
            said.add("mlx-lm warns that weights are close to what the GPU may use, which is slow: " + Bytes.of(weights)
                    + " of " + m.limit() + ".");
        }
        Bytes mid = Bytes.of(peak.mid());
        if (mid.compareTo(m.limit()) > 0 && refusal().isEmpty()) {
            said.add("The peak of the prompt, " + mid + ", is above what the GPU may use, " + m.limit()
                    + (mid.compareTo(m.highestLimit()) <= 0 ? ": " + wiredLimit(mid) + " raises it." : "."));
        }
    }
}
