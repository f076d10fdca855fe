package dev.llmfit.answers.size;

import dev.llmfit.units.Bytes;
import java.util.List;

/**
 * What a launch loads beside its model to guess tokens ahead: a draft model ({@code -md}), or a second context on the layers for
 * next-token prediction ({@code --spec-type draft-mtp}).
 *
 * @param name the model
 * @param tensorBytes its tensors; nothing for a context on the weights of the model
 * @param buffers all its buffers; they are part of the launch's
 * @param nDraft tokens that it proposes in a round; 0 if it is loaded and not used
 * @param types the kinds of speculation, as llama.cpp words them
 */
public record SizedDraft(String name, Bytes tensorBytes, Bytes buffers, int nDraft, List<String> types) {
    public SizedDraft {
        types = List.copyOf(types);
    }
}
