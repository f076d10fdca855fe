/** File types of a model as text. */
@NullMarked
package dev.llmfit.render.quants;

import org.jspecify.annotations.NullMarked;
