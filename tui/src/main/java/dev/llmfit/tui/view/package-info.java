/** The state as a grid of characters, without a terminal. */
@NullMarked
package dev.llmfit.tui.view;

import org.jspecify.annotations.NullMarked;
