/** A server under load as text. */
@NullMarked
package dev.llmfit.render.load;

import org.jspecify.annotations.NullMarked;
