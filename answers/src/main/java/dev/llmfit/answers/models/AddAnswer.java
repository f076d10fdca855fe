package dev.llmfit.answers.models;

import dev.llmfit.answers.Answer;
import java.nio.file.Path;

/**
 * What was added to a user's catalogue.
 *
 * @param id the entry's
 * @param name its name for people
 * @param architecture llama.cpp's {@code general.architecture}
 * @param parameters weights of the text model
 * @param file the file that holds it
 * @param replaced whether it replaced one
 */
public record AddAnswer(String id, String name, String architecture, long parameters, Path file, boolean replaced)
        implements Answer {}
