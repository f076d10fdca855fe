/** What the screen shows and how each key changes it, without a terminal. */
@NullMarked
package dev.llmfit.tui.state;

import org.jspecify.annotations.NullMarked;
