/** Plots in characters and as SVG. */
@NullMarked
package dev.llmfit.render.plot;

import org.jspecify.annotations.NullMarked;
