package dev.llmfit.render.models;

import dev.llmfit.answers.models.AddAnswer;
import dev.llmfit.render.Page;

/** A model that was added, for people. */
public final class AddText {
    private AddText() {}

    /** Writes what it is called and where it lies. */
    public static void print(AddAnswer answer, Page page) {
        page.line((answer.replaced() ? "Replaced " : "Added ") + answer.id() + " · " + answer.architecture() + ", "
                + Numbers.weights(answer.parameters()) + " parameters");
        page.line(answer.file().toString());
    }
}
