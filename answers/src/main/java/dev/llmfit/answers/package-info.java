/** Questions that a person can ask, their answers and refusals, and the workbench that answers. One package below for each question. */
@NullMarked
package dev.llmfit.answers;

import org.jspecify.annotations.NullMarked;
