/** Lines of other programs that people paste: llama.cpp's, Ollama's, LM Studio's and others, read as those programs read them. */
@NullMarked
package dev.llmfit.engine.line;

import org.jspecify.annotations.NullMarked;
