/** Vision projectors: the second model that {@code --mmproj} loads. */
@NullMarked
package dev.llmfit.sizing.projector;

import org.jspecify.annotations.NullMarked;
