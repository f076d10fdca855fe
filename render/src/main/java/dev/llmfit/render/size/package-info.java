/** Sizes of launches as text. */
@NullMarked
package dev.llmfit.render.size;

import org.jspecify.annotations.NullMarked;
