/** Compute graphs per architecture, each in the words of llama.cpp's model sources. */
@NullMarked
package dev.llmfit.sizing.families;

import org.jspecify.annotations.NullMarked;
