/** The terminal UI: the loop between keys, answers and the screen. */
@NullMarked
package dev.llmfit.tui;

import org.jspecify.annotations.NullMarked;
