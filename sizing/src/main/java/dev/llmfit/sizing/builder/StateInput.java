package dev.llmfit.sizing.builder;

import dev.llmfit.sizing.graph.Tensor;

/**
 * Row numbers of recurrent states.
 *
 * @param all every row ({@code s_copy})
 * @param main the rows of this batch's sequences
 * @param extra the rows behind the first one
 */
public record StateInput(Tensor all, Tensor main, Tensor extra) {}
