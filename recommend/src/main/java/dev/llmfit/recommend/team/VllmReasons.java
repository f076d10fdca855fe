package dev.llmfit.recommend.team;

import dev.llmfit.recommend.team.TeamLaunch.Reason;
import dev.llmfit.recommend.team.VllmAdvisor.Choice;
import dev.llmfit.sizing.engines.EngineModel;
import dev.llmfit.sizing.vllm.VllmGpu;
import dev.llmfit.sizing.vllm.VllmQuantization;
import dev.llmfit.sizing.vllm.VllmSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Why the parts of a launch were chosen, with figures.
 *
 * @param exact whether the cache gets what its users need and no more
 */
record VllmReasons(
        EngineModel model, TeamWish wish, VllmGpu gpu, Choice choice, VllmSize size, long held, boolean exact) {
    /** IEC 80000-13. */
    private static final double GIB = 1L << 30;

    List<Reason> list() {
        List<Reason> all = new ArrayList<>();
        split(all);
        weights(all);
        cache(all);
        steps(all);
        if (choice.drafts() > 0) {
            add(
                    all,
                    "vllm/speculation",
                    String.format(
                            Locale.ROOT,
                            "The model's own layers draft %d tokens ahead: with %s a step reads rather than computes.",
                            choice.drafts(),
                            users()));
        }
        return all;
    }

    private String users() {
        return wish.users() == 1 ? "1 user" : String.format(Locale.ROOT, "%,d users", wish.users());
    }

    private void split(List<Reason> all) {
        double weights =
                size.weights().stream().mapToLong(Long::longValue).max().orElse(0) / GIB;
        if (choice.tensor() > 1) {
            add(
                    all,
                    "vllm/tensor",
                    String.format(
                            Locale.ROOT,
                            "%d GPUs share each layer, %.1f GiB of weights on each of %.1f GiB.",
                            choice.tensor(),
                            weights,
                            gpu.totalBytes() / GIB));
        } else {
            add(
                    all,
                    "vllm/tensor",
                    String.format(
                            Locale.ROOT,
                            "One GPU holds the model: %.1f of %.1f GiB.",
                            weights,
                            gpu.totalBytes() / GIB));
        }
        if (choice.data() > 1) {
            add(
                    all,
                    "vllm/replicas",
                    String.format(
                            Locale.ROOT,
                            "%d replicas serve more together than one over more GPUs, which adds up its layers.",
                            choice.data()));
        }
    }

    private void weights(List<Reason> all) {
        if (!model.traits().nativeType().isEmpty()) {
            add(
                    all,
                    "vllm/weights",
                    String.format(
                            Locale.ROOT,
                            "As it is published (%s).",
                            model.traits().nativeType()));
        } else if (choice.weights() == VllmQuantization.NONE) {
            add(
                    all,
                    "vllm/weights",
                    (held >= wish.users() ? "16 bits fit with all users, and " : "16 bits hold the most users, and ")
                            + (gpu.known()
                                    ? "this card has no tensor cores of FP8."
                                    : "whether this card computes in FP8 is not known."));
        } else if (choice.weights().bits() == Byte.SIZE) {
            add(all, "vllm/weights", "FP8: half the bytes to read, tensor cores of it, next to no loss.");
        } else {
            add(
                    all,
                    "vllm/weights",
                    String.format(
                            Locale.ROOT,
                            "%s: with more bits %s of %,d tokens do not fit beside the weights.",
                            choice.weights().id(),
                            users(),
                            wish.ctx()));
        }
    }

    private void cache(List<Reason> all) {
        if (choice.fp8Cache()) {
            add(
                    all,
                    "vllm/cache-type",
                    String.format(
                            Locale.ROOT, "In 16 bits the cache does not hold %s of %,d tokens.", users(), wish.ctx()));
        }
        if (exact) {
            add(
                    all,
                    "vllm/cache-bytes",
                    String.format(
                            Locale.ROOT,
                            "%s of %,d tokens need %.1f GiB of cache on a GPU; the rest of the card stays free.",
                            users(),
                            wish.ctx(),
                            size.launch().memory().cacheBytes().orElse(0) / GIB));
        } else if (held < wish.users()) {
            add(
                    all,
                    "vllm/users",
                    String.format(
                            Locale.ROOT,
                            "The cache holds %d of %d users at %,d tokens each; the others wait, or their cache is dropped and read again.",
                            held,
                            wish.users(),
                            wish.ctx()));
        }
    }

    private void steps(List<Reason> all) {
        add(
                all,
                "vllm/requests",
                String.format(
                        Locale.ROOT,
                        "A step has at most %d requests: fewer rows of the sampler and smaller CUDA graphs than the default.",
                        size.launch().batch().requests()));
        if (choice.smallStep()) {
            add(
                    all,
                    "vllm/step",
                    String.format(
                            Locale.ROOT,
                            "A step of %,d tokens has a smaller peak, and answers wait less for the prompts of others.",
                            size.launch().batch().tokens()));
        }
    }

    private static void add(List<Reason> all, String id, String says) {
        all.add(new Reason(id, says));
    }
}
