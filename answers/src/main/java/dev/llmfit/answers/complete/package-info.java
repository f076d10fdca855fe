/** What may stand at a place of a command line that is being typed. */
@NullMarked
package dev.llmfit.answers.complete;

import org.jspecify.annotations.NullMarked;
