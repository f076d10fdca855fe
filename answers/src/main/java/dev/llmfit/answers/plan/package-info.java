/** Which hardware runs a model as wished, what changes of a machine buy, and when a purchase pays. */
@NullMarked
package dev.llmfit.answers.plan;

import org.jspecify.annotations.NullMarked;
