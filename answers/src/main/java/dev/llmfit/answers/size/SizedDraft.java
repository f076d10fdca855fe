package dev.llmfit.answers.size;

import dev.llmfit.units.Bytes;

/**
 * A draft model that a launch loads beside its model ({@code -md}).
 *
 * @param name the model
 * @param tensorBytes its tensors
 * @param buffers all its buffers; they are part of the launch's
 * @param nDraft tokens that it proposes in a round; 0 if it is loaded and not used
 */
public record SizedDraft(String name, Bytes tensorBytes, Bytes buffers, int nDraft) {}
