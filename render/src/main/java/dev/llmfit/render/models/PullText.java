package dev.llmfit.render.models;

import dev.llmfit.answers.models.PullAnswer;
import dev.llmfit.render.Page;

/** A download for people. */
public final class PullText {
    private PullText() {}

    /** Writes where the files are. */
    public static void print(PullAnswer answer, Page page) {
        answer.files().forEach(file -> page.line(file.toString()));
    }
}
