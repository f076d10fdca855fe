/** The rule language and the rule book. */
@NullMarked
package dev.llmfit.rules;

import org.jspecify.annotations.NullMarked;
