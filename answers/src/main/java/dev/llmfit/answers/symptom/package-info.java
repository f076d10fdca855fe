/** What is wrong with a run, read from its log, and what to change. */
@NullMarked
package dev.llmfit.answers.symptom;

import org.jspecify.annotations.NullMarked;
