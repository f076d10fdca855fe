/** Recommendations as text. */
@NullMarked
package dev.llmfit.render.recommend;

import org.jspecify.annotations.NullMarked;
