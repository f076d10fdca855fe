/** Pictures of answers without pixels and colours: what every door draws in its own way. */
@NullMarked
package dev.llmfit.answers.plot;

import org.jspecify.annotations.NullMarked;
