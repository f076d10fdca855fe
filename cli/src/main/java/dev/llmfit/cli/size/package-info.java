/** The {@code size} command: one launch, or a batch of launches. */
@NullMarked
package dev.llmfit.cli.size;

import org.jspecify.annotations.NullMarked;
