/** Pages of the help about one topic each; their numbers are asked of the program when they are read. */
@NullMarked
package dev.llmfit.answers.topic;

import org.jspecify.annotations.NullMarked;
