/** Memory and speed of one launch. */
@NullMarked
package dev.llmfit.sizing;

import org.jspecify.annotations.NullMarked;
