/** Rules as text. */
@NullMarked
package dev.llmfit.render.rules;

import org.jspecify.annotations.NullMarked;
