/** The terminal itself: opened, painted, left as it was found. */
@NullMarked
package dev.llmfit.tui.screen;

import org.jspecify.annotations.NullMarked;
