/** What a person does at the terminal: keys, mouse, pasted text. */
@NullMarked
package dev.llmfit.tui.keys;

import org.jspecify.annotations.NullMarked;
