package dev.llmfit.sizing.engines;

import java.util.List;

/**
 * An argument of an engine's launch, under the engine's own name.
 *
 * @param name as in a document, with underscores: {@code max_model_len}
 * @param kind what its values are
 * @param sentence what it says
 * @param words the values of a {@link Kind#WORD}; empty if any may be given
 * @param members the arguments within a {@link Kind#GROUP}
 */
public record LaunchArgument(
        String name, Kind kind, String sentence, List<String> words, List<LaunchArgument> members) {
    public LaunchArgument {
        words = List.copyOf(words);
        members = List.copyOf(members);
    }

    /** What the values of an argument are. */
    public enum Kind {
        /** A whole number of 0 or more. */
        WHOLE,
        /** A number of bytes, in digits or as people write it. */
        BYTES,
        /** A number. */
        NUMBER,
        /** True or false; true where it stands alone on a command line. */
        TRUTH,
        /** A word. */
        WORD,
        /** Arguments of its own, a JSON object on a command line. */
        GROUP
    }

    /** Returns an argument with values of a kind. */
    public static LaunchArgument of(String name, Kind kind, String sentence) {
        return new LaunchArgument(name, kind, sentence, List.of(), List.of());
    }

    /** Returns an argument with one of some words; none for any word. */
    public static LaunchArgument word(String name, String sentence, List<String> words) {
        return new LaunchArgument(name, Kind.WORD, sentence, words, List.of());
    }

    /** Returns an argument with arguments of its own. */
    public static LaunchArgument group(String name, String sentence, List<LaunchArgument> members) {
        return new LaunchArgument(name, Kind.GROUP, sentence, List.of(), members);
    }
}
