/** What is kept of measurements, and what was dropped, as text. */
@NullMarked
package dev.llmfit.render.kept;

import org.jspecify.annotations.NullMarked;
