package dev.llmfit.engine.line;

import java.util.List;
import java.util.Optional;

/**
 * An option of llama.cpp's programs.
 *
 * @param names its spellings
 * @param negatives spellings that say the opposite
 * @param variable the environment variable that sets it
 * @param values words that follow it
 * @param programs letters of the programs that have it, see {@link LineProgram#letter()}
 * @param effect what it changes
 * @param firstBuild the first build that has it; empty if the oldest that was read has it
 * @param lastBuild the last build that has it; empty if the newest that was read has it
 * @param byDefault what {@code --help} says of its default; where programs differ, {@code s=-1 c=1}
 * @param note a clause about it: why it is refused, what it stands for, or what is not counted; may be empty
 */
public record LineOption(
        List<String> names,
        List<String> negatives,
        Optional<String> variable,
        int values,
        String programs,
        Effect effect,
        Optional<Integer> firstBuild,
        Optional<Integer> lastBuild,
        String byDefault,
        String note) {
    /** What an option changes. */
    public enum Effect {
        /** Buffers. */
        MEMORY,
        /** Speed alone. */
        SPEED,
        /** Neither. */
        NONE,
        /** Which model is loaded. */
        MODEL,
        /** It stands for other options. */
        PRESET,
        /** The line loads nothing that could be sized, or llama.cpp refuses it. */
        REFUSED
    }

    public LineOption {
        names = List.copyOf(names);
        negatives = List.copyOf(negatives);
        if (names.isEmpty() && negatives.isEmpty()) {
            throw new IllegalArgumentException("an option without a name");
        }
    }

    /** Returns the spelling that it is known by here. */
    public String key() {
        return names.isEmpty() ? negatives.getFirst() : names.getFirst();
    }

    /** Returns whether a program has it, in whichever build. */
    public boolean isOf(LineProgram program) {
        return programs.indexOf(program.letter()) >= 0;
    }

    /** Returns whether a build has it. */
    public boolean isIn(int build) {
        return firstBuild.orElse(0) <= build && build <= lastBuild.orElse(Integer.MAX_VALUE);
    }

    /** Returns what the program takes where the option is not given; empty if its help does not say. */
    public String byDefault(LineProgram program) {
        for (String part : byDefault.split(" ", -1)) {
            if (part.startsWith(program.letter() + "=")) {
                return part.substring(2);
            }
        }
        return byDefault;
    }
}
