/** Sub-graphs that several architectures share. */
@NullMarked
package dev.llmfit.sizing.builder;

import org.jspecify.annotations.NullMarked;
