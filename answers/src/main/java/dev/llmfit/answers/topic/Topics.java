package dev.llmfit.answers.topic;

import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.topic.Topic.Lines;
import dev.llmfit.answers.topic.Topic.Part;
import dev.llmfit.answers.topic.Topic.Prose;
import dev.llmfit.answers.topic.Topic.Term;
import dev.llmfit.json.Yaml;
import dev.llmfit.json.YamlNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The pages of the help: a text each in the resources, with the questions whose answers stand in it. */
public final class Topics {
    /** In the order in which they are listed. */
    private static final List<String> NAMES = List.of(
            "quantization", "kv-cache", "offload", "moe", "multi-gpu", "apple", "mtp", "troubleshooting", "glossary");

    private static final Pattern TERM = Pattern.compile("- ([^:]+): (.*)", Pattern.DOTALL);

    private Topics() {}

    /** Returns the names of all pages. */
    public static List<String> names() {
        return NAMES;
    }

    /** Returns a page; empty if there is none of this name. */
    public static Optional<Topic> named(String name, Workbench bench) {
        if (!NAMES.contains(name)) {
            return Optional.empty();
        }
        YamlNode.Mapping page = source(name);
        TopicFacts facts = new TopicFacts(page, bench);
        return Optional.of(new Topic(
                name,
                page.text("about").orElseThrow(),
                parts(facts.filled(page.text("text").orElseThrow()))));
    }

    /** Returns what a page is written as, before anything is asked. */
    static YamlNode.Mapping source(String name) {
        String resource = name + ".yaml";
        try (InputStream in = Topics.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing");
            }
            return (YamlNode.Mapping) Yaml.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Splits a text at its empty lines; what is indented stays as it is, a line from {@code -} on is a term. */
    private static List<Part> parts(String text) {
        List<Part> parts = new ArrayList<>();
        for (String block : text.strip().split("\n{2,}", -1)) {
            if (block.startsWith("  ")) {
                parts.add(new Lines(Arrays.asList(block.split("\n", -1))));
            } else if (block.startsWith("- ")) {
                for (String term : block.split("\n(?=- )", -1)) {
                    Matcher read = TERM.matcher(term);
                    if (!read.matches()) {
                        throw new IllegalStateException("no term with its meaning: " + term);
                    }
                    parts.add(new Term(read.group(1), oneLine(read.group(2))));
                }
            } else {
                parts.add(new Prose(oneLine(block)));
            }
        }
        return parts;
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\n\\s*", " ");
    }
}
