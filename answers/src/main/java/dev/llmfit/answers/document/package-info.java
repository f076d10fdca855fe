/** Reading questions from documents. */
@NullMarked
package dev.llmfit.answers.document;

import org.jspecify.annotations.NullMarked;
