/** Which models run on which of many machines, what is left, what one more would change, and how long that is enough. */
@NullMarked
package dev.llmfit.answers.fleet;

import org.jspecify.annotations.NullMarked;
