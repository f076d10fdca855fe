/** The command line. */
@NullMarked
package dev.llmfit.cli;

import org.jspecify.annotations.NullMarked;
