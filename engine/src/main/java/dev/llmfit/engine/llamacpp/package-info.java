@NullMarked
package dev.llmfit.engine.llamacpp;

import org.jspecify.annotations.NullMarked;
