/** Holds machines against what their profiles expect. */
@NullMarked
package dev.llmfit.probe.matrix;

import org.jspecify.annotations.NullMarked;
