package dev.llmfit.answers.fields;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.FlashAttn;
import dev.llmfit.sizing.LaunchOptions.SplitMode;
import dev.llmfit.sizing.weights.TensorOverrides;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a question says of a llama.cpp launch, named as in llama.cpp. */
public final class LaunchFields {
    private LaunchFields() {}

    /**
     * Reads {@code options}: {@code n_ctx}, {@code n_gpu_layers} …
     *
     * @param absent what counts for an option that is not there
     */
    public static LaunchOptions options(QuestionFields question, LaunchOptions absent) {
        return question.part("options").map(o -> read(o, absent)).orElse(absent);
    }

    /**
     * Reads {@code engine_build}: the newest modelled one if it is absent; the one that fits the options if it is null, which says
     * that nobody knows.
     */
    public static EngineBuild build(QuestionFields question, LaunchOptions options) {
        Optional<String> text = question.word("engine_build");
        if (text.isEmpty()) {
            return question.isNull("engine_build") ? EngineBuild.guessFor(options) : EngineBuild.NEWEST;
        }
        try {
            return EngineBuild.parse(text.get());
        } catch (IllegalArgumentException e) {
            throw question.wrong("engine_build", "is " + e.getMessage());
        }
    }

    /** Reads options of a launch that stand by themselves, as those of a draft model do. */
    public static LaunchOptions read(QuestionFields options, LaunchOptions absent) {
        int nCpuMoe = options.whole("n_cpu_moe", 0, absent.nCpuMoe());
        LaunchOptions served = ServerFields.read(options, absent);
        return served.withNGpuLayers(gpuLayers(options, absent))
                .withNCtx(options.tokens("n_ctx", 0).orElse(absent.nCtx()))
                .withNBatch(options.tokens("n_batch", 1).orElse(absent.nBatch()))
                .withNUbatch(options.tokens("n_ubatch", 0).orElse(absent.nUbatch()))
                .withNParallel(options.whole("n_parallel", 0, absent.nParallel()))
                .withKvUnified(options.truth("kv_unified", absent.kvUnified()))
                .withNOutputsMax(options.whole("n_outputs_max", 0, absent.nOutputsMax()))
                .withFlashAttn(flashAttn(options).orElse(absent.flashAttn()))
                .withTypeK(cacheType(options, "type_k").orElse(absent.typeK()))
                .withTypeV(cacheType(options, "type_v").orElse(absent.typeV()))
                .withTensorSplit(options.has("tensor_split") ? split(options) : absent.tensorSplit())
                .withSplitMode(options.choice("split_mode", List.of(SplitMode.values()))
                        .orElse(absent.splitMode()))
                .withMainGpu(options.whole("main_gpu", 0, absent.mainGpu()))
                .withNCpuMoe(options.truth("cpu_moe") ? Integer.MAX_VALUE : nCpuMoe)
                .withMoeCacheMib(options.whole("moe_cache_mib", 0, absent.moeCacheMib()))
                .withOverrideTensor(overrides(options, absent))
                .withSwaFull(options.truth("swa_full", absent.swaFull()))
                .withNoKvOffload(options.truth("no_kv_offload", absent.noKvOffload()))
                .withOpOffload(options.truth("op_offload", absent.opOffload()))
                .withLoadMtp(options.truth("load_mtp", absent.loadMtp()))
                .withNDraft(options.whole("n_rs_seq", 0, absent.nDraft()));
    }

    private static List<String> overrides(QuestionFields options, LaunchOptions absent) {
        List<String> rules = new ArrayList<>(
                options.has("override_tensor") ? options.texts("override_tensor") : absent.overrideTensor());
        int dense = options.whole("n_cpu_ffn", 0, 0);
        if (dense > 0) {
            rules.add(TensorOverrides.denseOnHost(dense));
        }
        return rules;
    }

    private static List<Double> split(QuestionFields options) {
        List<Double> shares = options.numbers("tensor_split");
        if (shares.stream().anyMatch(share -> !(share >= 0) || share.isInfinite())) {
            throw options.wrong("tensor_split", "is " + shares + ", expected numbers of 0 or more");
        }
        return shares;
    }

    /** A number, or {@code all} or {@code auto} as llama.cpp writes them. */
    private static int gpuLayers(QuestionFields options, LaunchOptions absent) {
        Optional<String> word = options.word("n_gpu_layers");
        if (word.isPresent() && (word.get().equals("all") || word.get().equals("auto"))) {
            return -1;
        }
        return options.whole("n_gpu_layers", Integer.MIN_VALUE, absent.nGpuLayers());
    }

    /** The words that llama.cpp's {@code -fa} takes, true and false. */
    private static Optional<FlashAttn> flashAttn(QuestionFields options) {
        return options.word("flash_attn").map(word -> switch (word.toLowerCase(Locale.ROOT)) {
            case "on", "1", "true", "enabled" -> FlashAttn.ON;
            case "off", "0", "false", "disabled" -> FlashAttn.OFF;
            case "auto", "-1" -> FlashAttn.AUTO;
            default -> throw options.wrong("flash_attn", "is '" + word + "', expected on, off or auto");
        });
    }

    private static Optional<GgmlType> cacheType(QuestionFields options, String name) {
        return options.text(name)
                .map(text -> GgmlType.byName(text)
                        .orElseThrow(() ->
                                options.wrong(name, "is '" + text + "', expected a cache type such as f16 or q8_0")));
    }
}
