/** Fleets as text. */
@NullMarked
package dev.llmfit.render.fleet;

import org.jspecify.annotations.NullMarked;
