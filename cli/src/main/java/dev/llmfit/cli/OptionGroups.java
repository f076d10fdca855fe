package dev.llmfit.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.OptionSpec;

/** Under which heading of the help an option stands. */
final class OptionGroups {
    /** The heading of what is a command's own. */
    static final String OWN = "Options";

    private final Map<String, List<String>> names = new LinkedHashMap<>();

    OptionGroups() {
        List<String> below = new ArrayList<>();
        for (String line : HelpResource.lines("option-groups.txt")) {
            if (line.startsWith("--")) {
                below.addAll(List.of(line.split(" ")));
            } else if (!line.startsWith("#")) {
                below = new ArrayList<>();
                names.put(line, below);
            }
        }
    }

    /** Returns options by heading: a command's own first, then in the order of the headings; empty ones are left out. */
    Map<String, List<OptionSpec>> grouped(List<OptionSpec> options) {
        Map<String, List<OptionSpec>> grouped = new LinkedHashMap<>();
        grouped.put(OWN, new ArrayList<>());
        names.keySet().forEach(heading -> grouped.put(heading, new ArrayList<>()));
        options.stream()
                .filter(option -> !option.hidden())
                .forEach(option -> grouped.computeIfAbsent(heading(option), h -> new ArrayList<>())
                        .add(option));
        grouped.values().removeIf(List::isEmpty);
        return grouped;
    }

    /** Returns the heading of an option. */
    String heading(OptionSpec option) {
        List<String> spellings = Arrays.asList(option.names());
        return names.entrySet().stream()
                .filter(group -> group.getValue().stream().anyMatch(spellings::contains))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(OWN);
    }
}
