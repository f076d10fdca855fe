/** Intel's Level Zero library. */
@NullMarked
package dev.llmfit.probe.intel;

import org.jspecify.annotations.NullMarked;
