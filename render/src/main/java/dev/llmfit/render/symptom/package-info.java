/** What is wrong with a run as text. */
@NullMarked
package dev.llmfit.render.symptom;

import org.jspecify.annotations.NullMarked;
