@NullMarked
package dev.llmfit.gguf.reference;

import org.jspecify.annotations.NullMarked;
