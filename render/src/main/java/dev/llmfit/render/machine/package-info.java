/** Machines as text. */
@NullMarked
package dev.llmfit.render.machine;

import org.jspecify.annotations.NullMarked;
