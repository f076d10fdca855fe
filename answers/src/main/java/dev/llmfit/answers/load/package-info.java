/** What does a server do under load? Many requests at the same time tell. */
@NullMarked
package dev.llmfit.answers.load;

import org.jspecify.annotations.NullMarked;
