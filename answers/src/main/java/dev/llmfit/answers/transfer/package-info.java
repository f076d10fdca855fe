/** Measurements from a file and into one. */
@NullMarked
package dev.llmfit.answers.transfer;

import org.jspecify.annotations.NullMarked;
