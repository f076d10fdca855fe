/** Quantities with their units. */
@NullMarked
package dev.llmfit.units;

import org.jspecify.annotations.NullMarked;
