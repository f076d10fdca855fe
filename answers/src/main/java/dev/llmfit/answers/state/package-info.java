/** What a {@link dev.llmfit.answers.State} asks: the questions of each job that it means. */
@NullMarked
package dev.llmfit.answers.state;

import org.jspecify.annotations.NullMarked;
