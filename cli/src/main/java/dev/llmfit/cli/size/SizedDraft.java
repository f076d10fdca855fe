package dev.llmfit.cli.size;

import dev.llmfit.gguf.Model;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A draft model that a launch loads beside its model ({@code -md}).
 *
 * @param model its shape and tensor types
 * @param options its launch options
 * @param estimate its buffers
 * @param nDraft tokens it proposes in a round; 0 if it is loaded and not used
 */
public record SizedDraft(Model model, LaunchOptions options, Estimate estimate, int nDraft) {
    /** Returns it as JSON. */
    Map<String, Object> json() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", model.name());
        tree.put("tensor_bytes", model.tensorBytes());
        tree.put("buffers", bytes());
        tree.put("n_draft", nDraft);
        return tree;
    }

    /** Returns it in a sentence. */
    String sentence() {
        String size = String.format(
                Locale.ROOT, "draft %s: %,.1f MiB of buffers, part of the table", model.name(), bytes() / 1048576.0);
        return nDraft > 0
                ? size
                : size + "; llama-server b" + EngineBuild.NEWEST.number()
                        + " loads it and does not use it: add --spec-type draft-simple";
    }

    private long bytes() {
        long sum = estimate.host().total().count();
        for (BufferSizes device : estimate.devices()) {
            sum += device.total().count();
        }
        return sum;
    }
}
