package dev.llmfit.cli;

import dev.llmfit.answers.topic.Topics;
import dev.llmfit.cli.Examples.Example;
import dev.llmfit.cli.shell.Version;
import dev.llmfit.units.KnowledgeFiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A manual page of a command in the macros of man(7), from what its help is made of. */
final class ManPage {
    /** ASCII ends here; what lies beyond is written as a Unicode escape. */
    private static final int ASCII = 128;

    /** Bytes of a line of a page; mandoc -Tlint wants at most 80. */
    private static final int MOST_BYTES = 78;

    private final StringBuilder page = new StringBuilder();

    private ManPage() {}

    /** Returns the name of a page's file. */
    static String file(String command) {
        return title(command) + ".1";
    }

    private static String title(String command) {
        return command.isEmpty() ? "llmfit" : "llmfit-" + command.replace(' ', '-');
    }

    /**
     * Returns a page.
     *
     * @param command its name without the program's; empty for the program itself
     * @param all the names of all pages
     */
    static String of(String command, CommandSpec spec, Collection<String> all) {
        ManPage man = new ManPage();
        man.write(command, spec, all);
        return man.page.toString();
    }

    private void write(String command, CommandSpec spec, Collection<String> all) {
        line(".TH " + title(command).toUpperCase(Locale.ROOT) + " 1 "
                + KnowledgeFiles.version().date() + " \"llmfit " + Version.number() + "\" \"llmfit manual\"");
        line(".SH NAME");
        List<String> about = Arrays.stream(spec.usageMessage().description())
                .filter(text -> !text.isBlank())
                .toList();
        prose(title(command) + " - " + firstLower(sentence(about.getFirst())));
        line(".SH SYNOPSIS");
        line(".B " + text(("llmfit " + command).strip()));
        line(text(synopsis(command, spec)));
        line(".SH DESCRIPTION");
        about.forEach(sentence -> {
            boolean line = sentence.startsWith(" ");
            if (line) {
                line(".br");
            }
            prose(sentence.strip());
        });
        if (command.isEmpty()) {
            program(spec);
        }
        arguments(spec);
        new OptionGroups().grouped(spec.options()).forEach(this::options);
        examples(command);
        exitCodes(spec.root());
        line(".SH SEE ALSO");
        line(seeAlso(command, all));
    }

    private static String synopsis(String command, CommandSpec spec) {
        String words = spec.positionalParameters().stream()
                .filter(p -> !p.hidden())
                .map(PositionalParamSpec::paramLabel)
                .map(label -> "[" + label + "]")
                .collect(Collectors.joining(" "));
        return ("[OPTIONS] " + (command.isEmpty() ? "[COMMAND]" : words)).strip();
    }

    private void program(CommandSpec root) {
        prose(
                "Without a command it opens the terminal UI; where there is no terminal, it tells what this machine is and what it can run.");
        line("Nothing is asked of a server but by");
        line(".BR llmfit\\-models\\-pull (1)");
        line("and");
        line(".BR llmfit\\-update (1),");
        line("and where a repository of Hugging Face is named.");
        line(".SH COMMANDS");
        root.subcommands().forEach((name, line) -> {
            line(".TP");
            line(".BR " + text(title(name)) + " (1)");
            prose(sentence(String.join(" ", line.getCommandSpec().usageMessage().description())));
        });
        line(".SH TOPICS");
        line(".B llmfit help");
        prose("TOPIC explains " + String.join(", ", Topics.names()) + ".");
    }

    /** Returns the first sentence of a description. */
    static String sentence(String description) {
        String text = description.strip();
        int end = text.indexOf(". ");
        return end < 0 ? text : text.substring(0, end + 1);
    }

    private void arguments(CommandSpec spec) {
        List<PositionalParamSpec> words =
                spec.positionalParameters().stream().filter(p -> !p.hidden()).toList();
        if (words.isEmpty()) {
            return;
        }
        line(".SH ARGUMENTS");
        for (PositionalParamSpec word : words) {
            line(".TP");
            line(".I " + text(word.paramLabel()));
            prose(description(word));
        }
    }

    private void options(String heading, List<OptionSpec> options) {
        line(".SH " + heading.toUpperCase(Locale.ROOT));
        List<OptionSpec> sorted = new ArrayList<>(options);
        sorted.sort((a, b) -> a.longestName().compareTo(b.longestName()));
        for (OptionSpec option : sorted) {
            String names = Arrays.stream(option.names())
                    .sorted((a, b) -> a.length() - b.length())
                    .map(name -> "\\fB" + text(name) + "\\fR")
                    .collect(Collectors.joining(", "));
            String label = option.arity().max() == 0 ? "" : "=\\fI" + text(option.paramLabel()) + "\\fR";
            line(".TP");
            line(names + label);
            prose(description(option));
        }
    }

    private static String description(ArgSpec spec) {
        String candidates = spec.completionCandidates() == null ? "" : String.join(", ", spec.completionCandidates());
        return String.join(" ", spec.description())
                .replace("${COMPLETION-CANDIDATES}", candidates)
                .replace("%%", "%")
                .strip();
    }

    private void examples(String command) {
        List<Example> examples = Examples.all().getOrDefault(command, List.of());
        if (!examples.isEmpty()) {
            line(".SH EXAMPLES");
            for (Example example : examples) {
                line(".TP");
                line(".B " + text(example.line()));
                prose(example.tells());
            }
        }
    }

    private void exitCodes(CommandSpec root) {
        line(".SH EXIT STATUS");
        root.usageMessage().exitCodeList().forEach((code, meaning) -> {
            line(".TP");
            line(".B " + code);
            prose(meaning);
        });
    }

    private static String seeAlso(String command, Collection<String> all) {
        String family = command.isEmpty() ? "" : command.split(" ", -1)[0];
        return all.stream()
                .filter(name -> !name.equals(command))
                .filter(name -> command.isEmpty() ? !name.contains(" ") : name.isEmpty() || name.startsWith(family))
                .map(name -> ".BR " + text(title(name)))
                .collect(Collectors.joining(" (1),\n", "", " (1)"));
    }

    /** Writes sentences in lines that editors and mandoc take for short. */
    private void prose(String plain) {
        StringBuilder line = new StringBuilder();
        for (String word : plain.split("\\s+", -1)) {
            String escaped = text(word);
            if (!line.isEmpty() && line.length() + 1 + escaped.length() > MOST_BYTES) {
                line(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(escaped);
        }
        line(line.toString());
    }

    private void line(String text) {
        page.append(text).append('\n');
    }

    private static String firstLower(String sentence) {
        String text = sentence.strip().replaceFirst("\\.$", "");
        return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }

    /** Returns a text in which nothing is taken for a request or an escape. */
    private static String text(String plain) {
        StringBuilder out = new StringBuilder();
        plain.codePoints().forEach(c -> {
            switch (c) {
                case '\\' -> out.append("\\e");
                case '-' -> out.append("\\-");
                case '"' -> out.append("\\(dq");
                case '\'' -> out.append("\\(aq");
                default -> {
                    if (c < ASCII) {
                        out.appendCodePoint(c);
                    } else {
                        out.append(String.format(Locale.ROOT, "\\[u%04X]", c));
                    }
                }
            }
        });
        return (out.indexOf(".") == 0 ? "\\&" : "") + out;
    }
}
