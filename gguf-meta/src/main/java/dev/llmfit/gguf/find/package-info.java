@NullMarked
package dev.llmfit.gguf.find;

import org.jspecify.annotations.NullMarked;
