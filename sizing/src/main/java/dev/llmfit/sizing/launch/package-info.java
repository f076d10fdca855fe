/** A launch as llama.cpp resolves it: context sizes, devices of layers, refusals. */
@NullMarked
package dev.llmfit.sizing.launch;

import org.jspecify.annotations.NullMarked;
