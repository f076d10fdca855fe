package dev.llmfit.render.update;

import dev.llmfit.answers.update.UpdateAnswer;
import dev.llmfit.answers.update.UpdateAnswer.Change;
import dev.llmfit.render.Page;
import java.util.ArrayList;
import java.util.List;

/** What is known now, and what became different. */
public final class UpdateText {
    /** Names that a line holds; the others are counted. */
    private static final int SHOWN = 6;

    private UpdateText() {}

    /** Writes the answer. */
    public static void print(UpdateAnswer answer, Page page) {
        if (answer.now().equals(answer.before())) {
            page.line("What is known is of " + answer.now() + "; nothing newer was there.");
            return;
        }
        page.line(page.bold("What is known is of " + answer.now() + " now") + ", before of " + answer.before()
                + answer.signer().map(key -> ", signed with " + key).orElse(""));
        for (Change change : answer.changes()) {
            List<String> parts = new ArrayList<>();
            part(parts, "new", change.added());
            part(parts, "changed", change.changed());
            part(parts, "gone", change.removed());
            page.paragraph("  ", change.about() + ": " + String.join("; ", parts));
        }
        for (String reason : answer.left()) {
            page.paragraph("Left out, a newer program reads it: ", reason);
        }
    }

    private static void part(List<String> parts, String word, List<String> names) {
        if (!names.isEmpty()) {
            String more = names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "";
            parts.add(names.size() + " " + word + " ("
                    + String.join(", ", names.stream().limit(SHOWN).toList()) + more + ")");
        }
    }
}
