package dev.llmfit.json;

import java.util.function.Function;

/** Hears the mistakes in a file. */
@FunctionalInterface
public interface Complaints {
    /**
     * Hears one mistake: throws what stands for a wrong file, or notes it so that reading goes on and all are found.
     *
     * @param line where it is, from 1; 0 if what is read is no file
     * @param sentence what is wrong and what to do, without a final stop
     */
    void mistake(int line, String sentence);

    /**
     * Hears one mistake of one value.
     *
     * @param path where the value stands: the keys from the outermost on with stops between them, {@code devices[0].name}
     * @param line where it is, from 1; 0 if what is read is no file
     * @param sentence what is wrong and what to do, without a final stop
     */
    default void mistake(String path, int line, String sentence) {
        mistake(line, sentence);
    }

    /**
     * Returns complaints that throw at the first mistake.
     *
     * @param source name of the file for the message; may be empty
     * @param exception makes the exception of {@code SOURCE, line N: SENTENCE}
     */
    static Complaints thrown(String source, Function<String, ? extends RuntimeException> exception) {
        return (line, sentence) -> {
            String place = line == 0 ? "" : (source.isEmpty() ? "" : ", ") + "line " + line;
            String whole = source + place;
            throw exception.apply(whole.isEmpty() ? sentence : whole + ": " + sentence);
        };
    }
}
