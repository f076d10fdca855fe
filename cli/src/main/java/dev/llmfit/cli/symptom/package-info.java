/** What a log of llama.cpp, Ollama or LM Studio says of a run that failed, was slow or answered badly, and what to change. */
@NullMarked
package dev.llmfit.cli.symptom;

import org.jspecify.annotations.NullMarked;
