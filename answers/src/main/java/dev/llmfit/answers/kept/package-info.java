/** What is kept of measurements on this machine: which numbers speak, how old they are, and how they are dropped. */
@NullMarked
package dev.llmfit.answers.kept;

import org.jspecify.annotations.NullMarked;
