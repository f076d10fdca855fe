package dev.llmfit.answers.size;

import java.util.Optional;

/**
 * How far each option of a launch can go beside the others so that it fits, margins kept; empty where nothing fits or where the
 * option does nothing.
 *
 * @param ctxEach most tokens of context of each slot
 * @param layers most layers on the GPUs with the output layer ({@code -ngl})
 * @param experts fewest layers whose experts stay in RAM ({@code -ncmoe})
 */
public record Limits(Optional<Integer> ctxEach, Optional<Integer> layers, Optional<Integer> experts) {}
