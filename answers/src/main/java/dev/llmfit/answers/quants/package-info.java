/** Every file type of a model: exact sizes, what each loses, how each fits a machine. */
@NullMarked
package dev.llmfit.answers.quants;

import org.jspecify.annotations.NullMarked;
