package dev.llmfit.render.models;

import dev.llmfit.render.CharWidth;
import dev.llmfit.render.Page;
import java.util.ArrayList;
import java.util.List;

/** Facts with their names in the margin; long ones are broken between words. */
final class FactLines {
    private static final String INDENT = "  ";

    /** Columns between a name and its fact, as in tables. */
    private static final int GAP = 2;

    private final List<String> names = new ArrayList<>();
    private final List<String> facts = new ArrayList<>();

    /** Adds a fact; one without a name goes on with the one before it. */
    void row(String name, String fact) {
        names.add(name);
        facts.add(fact);
    }

    /** Writes them. */
    void print(Page page) {
        int width = names.stream().mapToInt(CharWidth::of).max().orElse(0) + GAP;
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            page.paragraph(INDENT + name + " ".repeat(width - CharWidth.of(name)), facts.get(i));
        }
    }
}
