/** The {@code bench} and {@code verify} commands: what real engines measure. */
@NullMarked
package dev.llmfit.cli.proof;

import org.jspecify.annotations.NullMarked;
