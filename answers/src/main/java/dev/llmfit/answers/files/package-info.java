/** Several models or files beside each other: does each fit, how is it started, and how fast is it? */
@NullMarked
package dev.llmfit.answers.files;

import org.jspecify.annotations.NullMarked;
