/** Turns results into text or JSON. */
@NullMarked
package dev.llmfit.cli.render;

import org.jspecify.annotations.NullMarked;
