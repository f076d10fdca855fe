/** Questions in JSON: the list of all questions, and the reader of questions in lines. */
@NullMarked
package dev.llmfit.answers.document;

import org.jspecify.annotations.NullMarked;
