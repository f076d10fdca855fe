/** What many questions in JSON have in common: the machine, the launch, and how a field is refused. */
@NullMarked
package dev.llmfit.answers.fields;

import org.jspecify.annotations.NullMarked;
