/** Does a launch take what is predicted? A real engine runs it, and predictions stand beside measurements. */
@NullMarked
package dev.llmfit.answers.verify;

import org.jspecify.annotations.NullMarked;
