package dev.llmfit.recommend.emit;

import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.ServerCaches;
import dev.llmfit.sizing.Speculation;
import java.util.ArrayList;
import java.util.List;

/** Command lines of llama.cpp; the flags are those of b11434, {@code common/arg.cpp}. */
final class LlamaCppText {
    private LlamaCppText() {}

    static String server(Plan plan) {
        List<String> words = new ArrayList<>(List.of("llama-server"));
        words.addAll(plan.modelArguments());
        words.addAll(plan.serverArguments());
        words.addAll(plan.chatArguments());
        return ShellQuotes.line(words);
    }

    static String cli(Plan plan) {
        List<String> words = new ArrayList<>(List.of("llama-cli"));
        words.addAll(plan.modelArguments());
        words.addAll(plan.launchArguments());
        words.addAll(plan.chatArguments());
        return ShellQuotes.line(words);
    }

    /**
     * A section of a preset file for {@code llama-server --models-preset}, {@code common/preset.cpp}: long names without dashes. A
     * value ends at {@code #} or {@code ;} and cannot be quoted; see {@link Target#obstacle}.
     */
    static String preset(Plan plan) {
        StringBuilder out = new StringBuilder("version = 1\n\n[" + plan.slug() + "]\n");
        plan.source()
                .reference()
                .ifPresentOrElse(reference -> line(out, "hf-repo", reference), () -> line(out, "model", plan.file()));
        if (plan.images().leftOut() && plan.source().reference().isPresent()) {
            line(out, "mmproj-auto", "false");
        }
        if (!plan.rpc().isEmpty()) {
            line(out, "rpc", String.join(",", plan.rpc()));
        }
        if (plan.gpus() > 0) {
            line(out, "n-gpu-layers", Integer.toString(plan.options().nGpuLayers()));
        }
        line(out, "ctx-size", Integer.toString(plan.options().nCtx()));
        line(out, "parallel", Integer.toString(plan.options().nParallel()));
        line(out, "flash-attn", plan.flashAttn() ? "on" : "off");
        line(out, "cache-type-k", plan.options().typeK().ggmlName());
        line(out, "cache-type-v", plan.options().typeV().ggmlName());
        if (plan.options().nBatch() != LaunchOptions.defaults().nBatch()) {
            line(out, "batch-size", Integer.toString(plan.options().nBatch()));
        }
        line(out, "ubatch-size", Integer.toString(plan.options().nUbatch()));
        if (plan.options().nCpuMoe() > 0) {
            line(out, "n-cpu-moe", Integer.toString(plan.options().nCpuMoe()));
        }
        if (!plan.options().tensorSplit().isEmpty()) {
            line(out, "tensor-split", plan.tensorSplit());
        }
        if (plan.oneGpu()) {
            line(out, "split-mode", "none");
            line(out, "main-gpu", Integer.toString(plan.options().mainGpu()));
        }
        if (!plan.embedding()) {
            if (plan.chat().tools()) {
                line(out, "jinja", "true");
            }
            plan.chat().options().forEach((name, value) -> line(out, name, value));
        }
        if (plan.ranks()) {
            line(out, "reranking", "true");
        } else if (plan.embedding()) {
            line(out, "embeddings", "true");
            plan.pooling().ifPresent(type -> line(out, "pooling", type));
        }
        if (plan.options().loadMtp()) {
            line(out, "spec-type", Speculation.Type.DRAFT_MTP.word());
        }
        ServerCaches caches = plan.options().serverCaches();
        caches.cacheRam().ifPresent(mib -> line(out, "cache-ram", Integer.toString(mib)));
        caches.ctxCheckpoints().ifPresent(n -> line(out, "ctx-checkpoints", Integer.toString(n)));
        return out.toString();
    }

    private static void line(StringBuilder out, String key, String value) {
        out.append(key).append(" = ").append(value).append('\n');
    }
}
