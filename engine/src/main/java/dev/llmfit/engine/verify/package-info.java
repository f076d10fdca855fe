/** Prediction beside measurement. */
@NullMarked
package dev.llmfit.engine.verify;

import org.jspecify.annotations.NullMarked;
