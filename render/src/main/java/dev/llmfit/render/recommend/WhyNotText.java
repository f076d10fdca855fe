package dev.llmfit.render.recommend;

import dev.llmfit.answers.recommend.TwoDigits;
import dev.llmfit.answers.recommend.WhyNot;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.render.Page;
import dev.llmfit.render.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Why a model is not the first: a sentence, and the parts of both side by side. */
final class WhyNotText {
    private static final String HEAD = "Not 1   ";

    /** What each part is called, and what it means. */
    private static String meaning(String part) {
        return switch (part) {
            case "quality" -> "how good the model is for this use";
            case "caution" -> "what its error costs";
            case "loss" -> "what the file type loses";
            case "speed" -> "what slow turns cost";
            case "context" -> "what a short context costs";
            case "placement" -> "all of it on the GPU";
            case "usual" -> "a file type that people know";
            case "size" -> "what a large file costs";
            default -> "";
        };
    }

    private WhyNotText() {}

    static void print(WhyNot why, Page page) {
        page.line("");
        sentences(why).forEach(s -> page.paragraph(HEAD, s));
        List<WhyNot.Part> parts = why.parts();
        if (parts.isEmpty()) {
            return;
        }
        Table table = new Table()
                .indent("        ")
                .left("doublings of size")
                .right(why.own().model())
                .right(why.first().orElseThrow().model())
                .right("difference")
                .left("");
        parts.forEach(part -> table.row(
                part.name(),
                signed(part.own()),
                signed(part.first()),
                signed(part.difference()),
                meaning(part.name())));
        page.table(table);
    }

    private static List<String> sentences(WhyNot why) {
        List<String> out = new ArrayList<>();
        Candidate own = why.own();
        String model = own.model();
        if (!why.fits()) {
            out.add(model + " does not fit here. " + why.why().orElse(""));
            return out;
        }
        why.why().ifPresent(w -> out.add(model + ": " + w));
        if (why.row().isPresent()) {
            out.add(model + " is row " + why.row().get() + " of the list.");
        } else if (why.first().isPresent() && why.why().isEmpty()) {
            out.add(String.format(
                    Locale.ROOT,
                    "%s would run as %s with %,d tokens at %s tok/s and is worth %.1f doublings of model size less than row 1.",
                    model,
                    own.fileType(),
                    own.ctxEach(),
                    TwoDigits.range(own.each()),
                    Math.max(0, -why.parts().getLast().difference())));
        }
        return out;
    }

    private static String signed(double value) {
        return String.format(Locale.ROOT, "%.1f", value).replace("-0.0", "0.0").replace('-', '−');
    }
}
