/** Predictions beside measurements as text and as JUnit's XML. */
@NullMarked
package dev.llmfit.render.verify;

import org.jspecify.annotations.NullMarked;
