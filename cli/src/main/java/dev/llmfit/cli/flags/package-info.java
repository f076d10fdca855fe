/** Options that several commands share. */
@NullMarked
package dev.llmfit.cli.flags;

import org.jspecify.annotations.NullMarked;
