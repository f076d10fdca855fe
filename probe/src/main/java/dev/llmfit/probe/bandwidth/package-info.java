/** Measured memory bandwidth. */
@NullMarked
package dev.llmfit.probe.bandwidth;

import org.jspecify.annotations.NullMarked;
