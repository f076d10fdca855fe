/** Runs of models whose weights are absent. */
@NullMarked
package dev.llmfit.engine.phantom;

import org.jspecify.annotations.NullMarked;
