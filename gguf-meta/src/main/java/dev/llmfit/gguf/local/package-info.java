/** Models that lie on this machine: folders and the stores of Ollama, LM Studio, Hugging Face, llama.cpp and others. */
@NullMarked
package dev.llmfit.gguf.local;

import org.jspecify.annotations.NullMarked;
