package dev.llmfit.recommend.team;

import dev.llmfit.sizing.engines.EngineModel;
import dev.llmfit.sizing.vllm.VllmLaunch;
import dev.llmfit.sizing.vllm.VllmQuantization;
import dev.llmfit.sizing.vllm.VllmSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Arguments of {@code vllm serve} after the model, as 0.33 takes them. */
final class VllmWords {
    private final EngineModel model;
    private final VllmLaunch launch;
    private final VllmChoice choice;

    VllmWords(EngineModel model, VllmSize size, VllmChoice choice) {
        this.model = model;
        this.launch = size.launch();
        this.choice = choice;
    }

    /**
     * Returns them.
     *
     * @param told whether the share of the GPUs is told although the cache has a size of its own: vLLM asks for it all the same
     */
    List<String> arguments(boolean told) {
        List<String> words = new ArrayList<>();
        add(words, "--tensor-parallel-size", launch.split().tensor());
        if (launch.split().pipeline() > 1) {
            add(words, "--pipeline-parallel-size", launch.split().pipeline());
        }
        if (launch.split().data() > 1) {
            add(words, "--data-parallel-size", launch.split().data());
        }
        add(words, "--max-model-len", launch.maxModelLen());
        add(words, "--max-num-seqs", launch.batch().requests());
        if (choice.smallStep()) {
            add(words, "--max-num-batched-tokens", launch.batch().tokens());
        }
        if (choice.weights() == VllmQuantization.FP8) {
            words.addAll(List.of("--quantization", "fp8"));
        }
        if (choice.fp8Cache()) {
            words.addAll(List.of("--kv-cache-dtype", "fp8"));
        }
        if (launch.memory().cacheBytes().isPresent()) {
            add(words, "--kv-cache-memory-bytes", launch.memory().cacheBytes().getAsLong());
        }
        if (told || launch.memory().cacheBytes().isEmpty()) {
            words.addAll(List.of(
                    "--gpu-memory-utilization",
                    String.format(Locale.ROOT, "%.2f", launch.memory().utilization())));
        }
        if (choice.drafts() > 0) {
            words.addAll(List.of(
                    "--speculative-config", "{\"method\":\"mtp\",\"num_speculative_tokens\":" + choice.drafts() + "}"));
        }
        if (model.tower().isPresent()) {
            words.addAll(List.of("--limit-mm-per-prompt", "{\"image\":1,\"video\":0}"));
        }
        return words;
    }

    private static void add(List<String> words, String name, long value) {
        words.add(name);
        words.add(Long.toString(value));
    }
}
