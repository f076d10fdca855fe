/** Findings of a set-up as text. */
@NullMarked
package dev.llmfit.render.doctor;

import org.jspecify.annotations.NullMarked;
