/** Plans of purchases as text. */
@NullMarked
package dev.llmfit.render.plan;

import org.jspecify.annotations.NullMarked;
