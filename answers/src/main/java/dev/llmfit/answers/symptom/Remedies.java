package dev.llmfit.answers.symptom;

import dev.llmfit.engine.log.LoggedFailure;
import dev.llmfit.engine.log.Program;
import dev.llmfit.engine.log.RunLog;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.FlashAttn;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * The changes of a launch that save memory where it is short, ranked by what they cost: nothing, speed of prompts, conversation, bits of
 * the cache, bits of the weights, speed of answers. Of each kind the smallest change that is enough is told; where one alone is not,
 * several together. With the model known, savings are differences of exact sizes; else they follow from the buffers in the log.
 */
final class Remedies {
    private static final List<String> FILE_TYPES = List.of(
            "F32", "BF16", "F16", "Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M", "IQ4_XS", "Q3_K_M", "IQ3_XXS", "Q2_K", "IQ2_XXS");

    private static final int LEAST_CTX = 2048;
    private static final int LEAST_UBATCH = 128;

    private final RunLog log;
    private final Need need;
    private final Program program;
    private final Savings savings;
    private final boolean whole;

    private Remedies(RunLog log, Need need, boolean whole) {
        this.log = log;
        this.need = need;
        this.program = log.program();
        this.savings = new Savings(log, need);
        this.whole = whole;
    }

    /** Returns the changes with which a failed launch would have fitted. */
    static List<Remedy> ofFailure(RunLog log, Need need) {
        return new Remedies(log, need, false).list();
    }

    /** Returns the changes that bring all layers to the GPUs. */
    static List<Remedy> ofWhole(RunLog log, Need need) {
        return new Remedies(log, need, true).list();
    }

    private record Step(LaunchOptions options, Remedy remedy) {}

    private List<Remedy> list() {
        LaunchOptions now = need.launch();
        List<Step> steps = new ArrayList<>();
        closing().ifPresent(r -> steps.add(new Step(now, r)));
        if (!whole) {
            DeviceRemedies.of(log, need).forEach(r -> steps.add(new Step(now, r)));
        }
        flashAttention(now).ifPresent(steps::add);
        slots(now).ifPresent(steps::add);
        ubatch(now).ifPresent(steps::add);
        context(now).ifPresent(steps::add);
        cacheType(now).ifPresent(steps::add);
        together(now).ifPresent(steps::add);
        drafting(now).ifPresent(steps::add);
        experts(now).ifPresent(steps::add);
        fileType(now).ifPresent(steps::add);
        cacheToRam(now).ifPresent(steps::add);
        layers(now).ifPresent(steps::add);
        return Remedy.ranked(steps.stream().map(Step::remedy).toList());
    }

    /** What other programs hold of the device. */
    private Optional<Remedy> closing() {
        Optional<Bytes> total = Optional.ofNullable(log.memory().total().get(need.device()));
        if (total.isEmpty() || need.free().isEmpty()) {
            return Optional.empty();
        }
        Bytes used = total.get().minus(need.free().get());
        // A desktop and the driver's own memory are always there.
        return used.compareTo(Bytes.ofMib(768)) > 0 && enough(used)
                ? Optional.of(new Remedy("close what else uses " + need.device(), used, "nothing", true, false))
                : Optional.empty();
    }

    private Optional<Step> flashAttention(LaunchOptions now) {
        return log.launch().flashAttn().orElse(true)
                ? Optional.empty()
                : step(program.flashAttention(), now.withFlashAttn(FlashAttn.ON), "nothing", Bytes.ZERO);
    }

    private Optional<Step> slots(LaunchOptions now) {
        int slots = now.nParallel();
        if (slots <= 1) {
            return Optional.empty();
        }
        boolean each = program == Program.OLLAMA;
        LaunchOptions one = now.withNParallel(1).withNOutputsMax(1).withNCtx(each ? now.nCtx() / slots : now.nCtx());
        // Recurrent states are kept for each slot; the cache of a server with llama.cpp's flags is shared by them.
        Bytes scaled = share(each ? need.sizes().context() : savings.recurrent(), 1 - 1.0 / slots);
        return step(program.oneSlot(), one, "one conversation at a time", scaled);
    }

    private Optional<Step> ubatch(LaunchOptions now) {
        Optional<Step> last = Optional.empty();
        for (int ub = now.nUbatch() / 2; ub >= LEAST_UBATCH; ub /= 2) {
            double left = (double) ub / now.nUbatch();
            last = step(
                    program.ubatch(ub),
                    now.withNUbatch(ub).withNBatch(program == Program.OLLAMA ? ub : now.nBatch()),
                    "slower prompts",
                    share(need.sizes().compute(), 1 - left));
            if (need.bound() || last.filter(s -> s.remedy().enough()).isPresent()) {
                return last;
            }
        }
        return last;
    }

    private Optional<Step> context(LaunchOptions now) {
        int slots = Math.max(1, now.nParallel());
        int least = LEAST_CTX * slots;
        if (now.nCtx() <= least) {
            return Optional.empty();
        }
        int unit = 1024 * slots;
        IntFunction<Optional<Step>> shorter = n -> step(
                program.ctx(n, slots),
                now.withNCtx(n),
                "a shorter conversation",
                share(savings.ownCache(), 1 - (double) n / now.nCtx()));
        if (need.bound()) {
            return shorter.apply(Math.max(least, now.nCtx() / 2 / unit * unit));
        }
        int low = least / unit;
        int high = (now.nCtx() - 1) / unit;
        while (low < high) {
            int middle = (low + high + 1) / 2;
            if (shorter.apply(middle * unit).filter(s -> s.remedy().enough()).isPresent()) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return shorter.apply(low * unit);
    }

    private Optional<Step> cacheType(LaunchOptions now) {
        if ((now.typeK() != GgmlType.F16 && now.typeK() != GgmlType.Q8_0)
                || savings.ownCache().count() == 0) {
            return Optional.empty();
        }
        GgmlType type = now.typeK() == GgmlType.F16 ? GgmlType.Q8_0 : GgmlType.Q4_0;
        double left = type == GgmlType.Q8_0 ? 17.0 / 32 : 9.0 / 17;
        return step(
                program.cacheType(type.ggmlName()),
                now.withTypeK(type).withTypeV(type).withFlashAttn(FlashAttn.ON),
                type == GgmlType.Q8_0 ? "0.03 % perplexity" : "quality that is noticed",
                share(savings.ownCache(), 1 - left));
    }

    /** Guessing tokens ahead takes a cache, scratch and states of its own. */
    private Optional<Step> drafting(LaunchOptions now) {
        Bytes saves = savings.drafting();
        if (saves.count() == 0) {
            return Optional.empty();
        }
        String change = savings.draftHasWeights() ? program.noDraftModel() : program.noPrediction();
        Remedy remedy = new Remedy(change, saves, "speed of answers", enough(saves), false);
        return Optional.of(new Step(now.withNDraft(0).withLoadMtp(false), remedy));
    }

    /** Where no change alone is enough: batch and cache type, and as much context as they leave. */
    private Optional<Step> together(LaunchOptions now) {
        Optional<Step> batch = ubatch(now);
        Optional<Step> cache = cacheType(now);
        Optional<Step> context = context(now);
        List<Optional<Step>> single = List.of(batch, cache, context);
        if (need.resizer().isEmpty()
                || single.stream()
                        .anyMatch(s -> s.filter(t -> t.remedy().enough()).isPresent())) {
            return Optional.empty();
        }
        LaunchOptions both = now.withNUbatch(Math.min(now.nUbatch(), 128));
        String words = now.nUbatch() > 128 ? program.ubatch(128) + " " : "";
        if (cache.isPresent()) {
            both = both.withTypeK(cache.get().options().typeK())
                    .withTypeV(cache.get().options().typeV())
                    .withFlashAttn(FlashAttn.ON);
            words += program.cacheType(both.typeK().ggmlName()) + " ";
        }
        return combined(now, both, words, need.resizer().get());
    }

    /** The file type that the user has is kept if any context is left with it; a smaller one must leave a useful context. */
    private Optional<Step> combined(LaunchOptions now, LaunchOptions both, String words, Resizer resizer) {
        int slots = Math.max(1, now.nParallel());
        String type = resizer.model().fileType();
        List<String> types = new ArrayList<>(List.of(type));
        FILE_TYPES.stream()
                .filter(t -> bits(t) < bits(type) * 0.95 && bits(t) > 3 && !type.startsWith("MXFP4"))
                .filter(resizer.model().offer().fileTypes()::contains)
                .forEach(types::add);
        for (String to : types) {
            for (int ctx = now.nCtx(); ctx >= LEAST_CTX * slots; ctx /= 2) {
                LaunchOptions options = both.withNCtx(ctx);
                Optional<Savings.Saved> saves = to.equals(type) ? savings.of(options) : savings.of(options, to);
                if (saves.filter(s -> enough(s.bytes())).isPresent()) {
                    String change = words
                            + (ctx == now.nCtx() ? "" : program.ctx(ctx, slots) + " ")
                            + (to.equals(type) ? "" : "and the file as " + to);
                    return Optional.of(new Step(
                            options,
                            new Remedy(
                                    change.strip(),
                                    saves.get().bytes(),
                                    "all of these",
                                    true,
                                    saves.get().exact())));
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Step> experts(LaunchOptions now) {
        boolean mixture = log.model().mixture()
                || need.resizer().filter(r -> r.shape().experts().isPresent()).isPresent();
        int layers = log.model()
                .layers()
                .orElse(need.resizer().map(r -> r.shape().nLayer()).orElse(0));
        if (!mixture
                || layers == 0
                || program == Program.OLLAMA
                || need.device().equals(LoggedFailure.HOST)) {
            return Optional.empty();
        }
        // Most of a mixture's weights are experts: 90 % and more in all that are published.
        double each = 0.9 / Math.max(1, layers);
        int least = Math.max(0, now.nCpuMoe()) + 1;
        return smallest(
                least,
                layers,
                n -> step(
                        program == Program.LM_STUDIO ? "MoE layers on CPU " + n : "-ncmoe " + n,
                        now.withNCpuMoe(n),
                        "some speed",
                        share(need.sizes().weights(), Math.min(0.9, each * (n - now.nCpuMoe())))));
    }

    private Optional<Step> fileType(LaunchOptions now) {
        String type = need.resizer()
                .map(r -> r.model().fileType())
                .or(() -> log.model().fileType())
                .orElse("");
        Optional<FileType> from = FileType.byName(type);
        // gpt-oss is published in its native MXFP4 only.
        if (from.isEmpty()
                || type.startsWith("MXFP4")
                || (need.sizes().weights().count() == 0 && need.resizer().isEmpty())) {
            return Optional.empty();
        }
        Optional<Step> last = Optional.empty();
        for (String to : FILE_TYPES) {
            if (bits(to) < bits(type) * 0.95) {
                last = fileType(now, type, to);
                if (last.filter(s -> s.remedy().enough()).isPresent()) {
                    return last;
                }
            }
        }
        return last;
    }

    private Optional<Step> fileType(LaunchOptions now, String from, String to) {
        Optional<Savings.Saved> computed = need.resizer()
                .filter(r -> r.model().offer().fileTypes().containsAll(List.of(from, to)))
                .flatMap(r -> savings.of(now, to));
        Bytes saves = computed.map(Savings.Saved::bytes)
                .orElseGet(() -> share(need.sizes().weights(), 1 - bits(to) / bits(from)));
        boolean exact = computed.filter(Savings.Saved::exact).isPresent();
        String cost = bits(to) < 3.2 ? "much quality" : bits(to) < 4 ? "quality that is noticed" : "a little quality";
        return saves.count() == 0
                ? Optional.empty()
                : Optional.of(new Step(now, new Remedy("the file as " + to, saves, cost, enough(saves), exact)));
    }

    private Optional<Step> cacheToRam(LaunchOptions now) {
        if (program != Program.LLAMA_CPP || need.device().equals(LoggedFailure.HOST) || now.noKvOffload()) {
            return Optional.empty();
        }
        return step(
                "-nkvo",
                now.withNoKvOffload(true),
                "speed, more the longer the conversation",
                need.sizes().context());
    }

    private Optional<Step> layers(LaunchOptions now) {
        int shape = need.resizer().map(r -> r.shape().nLayer()).orElse(-1);
        int all = log.launch().layers().orElse(log.model().layers().orElse(shape) + 1);
        int on = now.nGpuLayers() < 0 ? all : now.nGpuLayers();
        if (whole || need.device().equals(LoggedFailure.HOST) || on <= 0) {
            return Optional.empty();
        }
        Bytes movable = need.sizes().weights().plus(need.sizes().context());
        return smallest(
                1,
                on,
                fewer -> step(
                        program.layers(on - fewer),
                        now.withNGpuLayers(on - fewer),
                        "much speed",
                        share(movable, (double) fewer / on)));
    }

    /** Returns the step with the smallest number that is enough, else that with the largest. */
    private static Optional<Step> smallest(int least, int most, IntFunction<Optional<Step>> step) {
        int low = least;
        int high = most;
        while (low < high) {
            int middle = (low + high) / 2;
            if (step.apply(middle).filter(s -> s.remedy().enough()).isPresent()) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return least > most ? Optional.empty() : step.apply(low);
    }

    private Optional<Step> step(String change, LaunchOptions options, String cost, Bytes scaled) {
        Optional<Savings.Saved> computed = savings.of(options);
        Bytes saves = computed.map(Savings.Saved::bytes).orElse(scaled);
        boolean exact = computed.filter(Savings.Saved::exact).isPresent();
        return saves.count() == 0
                ? Optional.empty()
                : Optional.of(new Step(options, new Remedy(change, saves, cost, enough(saves), exact)));
    }

    private boolean enough(Bytes saves) {
        return need.missing().filter(m -> saves.compareTo(m) >= 0).isPresent();
    }

    private static Bytes share(Bytes whole, double part) {
        return Bytes.of(Math.max(0, Math.round(whole.count() * part)));
    }

    private static double bits(String fileType) {
        return FileType.byName(fileType)
                .map(FileType::defaultType)
                .map(t -> t.blockBytes() * 8.0 / t.blockSize())
                .orElse(0.0);
    }
}
