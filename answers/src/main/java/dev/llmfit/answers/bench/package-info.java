/** How fast is a model here? A real engine measures prompt and generation speed. */
@NullMarked
package dev.llmfit.answers.bench;

import org.jspecify.annotations.NullMarked;
