/** Inference engines: run, measure, verify. */
@NullMarked
package dev.llmfit.engine;

import org.jspecify.annotations.NullMarked;
