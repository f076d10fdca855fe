/** Context memory: attention caches and recurrent states. */
@NullMarked
package dev.llmfit.sizing.memory;

import org.jspecify.annotations.NullMarked;
