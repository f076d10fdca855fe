/** What all questions that run an engine share: which engine, which model, and what speed is expected of it. */
@NullMarked
package dev.llmfit.answers.measure;

import org.jspecify.annotations.NullMarked;
