/** What all engines have in common whose launches are sized: a model, arguments, and what they give. */
@NullMarked
package dev.llmfit.sizing.engines;

import org.jspecify.annotations.NullMarked;
