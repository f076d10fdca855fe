@NullMarked
package dev.llmfit.answers.symptom;

import org.jspecify.annotations.NullMarked;
