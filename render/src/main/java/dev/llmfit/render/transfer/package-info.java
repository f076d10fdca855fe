/** What came in and went out of the store, as text. */
@NullMarked
package dev.llmfit.render.transfer;

import org.jspecify.annotations.NullMarked;
