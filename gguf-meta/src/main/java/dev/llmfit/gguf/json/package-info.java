@NullMarked
package dev.llmfit.gguf.json;

import org.jspecify.annotations.NullMarked;
