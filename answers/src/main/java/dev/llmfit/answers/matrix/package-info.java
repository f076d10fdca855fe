/** Machines and models on them against what a file expects. */
@NullMarked
package dev.llmfit.answers.matrix;

import org.jspecify.annotations.NullMarked;
