/** What is wrong with a set-up. */
@NullMarked
package dev.llmfit.answers.doctor;

import org.jspecify.annotations.NullMarked;
