/** Matrices as text, JUnit XML and Markdown. */
@NullMarked
package dev.llmfit.render.matrix;

import org.jspecify.annotations.NullMarked;
