/** Models as text. */
@NullMarked
package dev.llmfit.render.models;

import org.jspecify.annotations.NullMarked;
