package dev.llmfit.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lines that each command is shown with in its help; {@code bench/examples} runs every one. */
final class Examples {
    private Examples() {}

    /**
     * A line and what it is for.
     *
     * @param line as it is typed
     * @param tells what it tells
     */
    record Example(String line, String tells) {}

    /** Returns the examples by command ({@code models show}), in the order of the file. */
    static Map<String, List<Example>> all() {
        Map<String, List<Example>> all = new LinkedHashMap<>();
        List<Example> current = new ArrayList<>();
        String line = "";
        for (String text : HelpResource.lines("examples.txt")) {
            if (text.startsWith("# ") && !text.contains(".")) {
                current = new ArrayList<>();
                all.put(text.substring("# ".length()), current);
            } else if (text.startsWith(" ")) {
                current.add(new Example(line, text.strip()));
            } else if (!text.startsWith("#")) {
                line = text;
            }
        }
        return all;
    }
}
