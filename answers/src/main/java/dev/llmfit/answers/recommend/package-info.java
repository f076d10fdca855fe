/** The best launch of a model, or the best models for a machine. */
@NullMarked
package dev.llmfit.answers.recommend;

import org.jspecify.annotations.NullMarked;
