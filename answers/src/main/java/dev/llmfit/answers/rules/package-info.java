/** The rule book: what is in it, how a rule comes out on a machine, and what is wrong with rules of one's own. */
@NullMarked
package dev.llmfit.answers.rules;

import org.jspecify.annotations.NullMarked;
