/** Measured speeds as text. */
@NullMarked
package dev.llmfit.render.bench;

import org.jspecify.annotations.NullMarked;
