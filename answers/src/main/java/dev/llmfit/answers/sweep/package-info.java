/** One question about a launch over many values of one field: what memory and speed depend on. */
@NullMarked
package dev.llmfit.answers.sweep;

import org.jspecify.annotations.NullMarked;
