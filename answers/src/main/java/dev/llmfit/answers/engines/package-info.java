@NullMarked
package dev.llmfit.answers.engines;

import org.jspecify.annotations.NullMarked;
