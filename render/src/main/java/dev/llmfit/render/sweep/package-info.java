/** A launch over the values of one field. */
@NullMarked
package dev.llmfit.render.sweep;

import org.jspecify.annotations.NullMarked;
