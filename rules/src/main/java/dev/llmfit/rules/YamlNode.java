package dev.llmfit.rules;

import java.util.List;

/** A value of a YAML document that knows its line, so that every complaint can name it. */
sealed interface YamlNode {
    /** Returns the line where the value begins, from 1. */
    int line();

    /**
     * A single value.
     *
     * @param text as written, without quotes
     * @param kind what YAML takes it for
     */
    record Scalar(String text, Kind kind, int line) implements YamlNode {
        /** What YAML takes a scalar for. */
        enum Kind {
            TEXT,
            NUMBER,
            FLAG,
            NULL
        }
    }

    /** A list. */
    record Sequence(List<YamlNode> items, int line) implements YamlNode {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /** Keys and values in their order. */
    record Mapping(List<Entry> entries, int line) implements YamlNode {
        public Mapping {
            entries = List.copyOf(entries);
        }
    }

    /** One key of a mapping. */
    record Entry(String key, int line, YamlNode value) {}

    /** Returns what the node is, for messages. */
    default String describe() {
        return switch (this) {
            case Scalar s -> "'" + s.text() + "'";
            case Sequence ignored -> "a list";
            case Mapping ignored -> "a mapping";
        };
    }
}
