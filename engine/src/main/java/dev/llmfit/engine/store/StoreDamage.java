package dev.llmfit.engine.store;

import java.nio.file.Path;
import java.util.Objects;

/** What a file of the store holds and nothing can use, so that an answer can say why it does without. */
public sealed interface StoreDamage {
    /** Returns the file. */
    Path file();

    /** Returns what is wrong and what it costs, one sentence. */
    String sentence();

    /** Returns the sentence without its final stop, as notes of measurements are kept. */
    default String note() {
        return sentence().replaceFirst("\\.$", "");
    }

    /**
     * Lines that are no JSON or no record of this store.
     *
     * @param file the file
     * @param damaged how many lines cannot be read
     * @param all how many lines the file has, blank ones left out
     * @param lost what such a line would have told, a plural: {@code results}
     */
    record Lines(Path file, int damaged, int all, String lost) implements StoreDamage {
        public Lines {
            Objects.requireNonNull(file, "file");
            if (damaged < 1 || all < damaged) {
                throw new IllegalArgumentException(damaged + " damaged lines of " + all);
            }
        }

        @Override
        public String sentence() {
            return damaged + " of " + all + " stored " + lost + " cannot be read (" + file + ").";
        }
    }

    /**
     * A file that cannot be read at all.
     *
     * @param file the file
     * @param reason what the system says
     * @param lost what it would have told, a plural: {@code results}
     */
    record WholeFile(Path file, String reason, String lost) implements StoreDamage {
        public WholeFile {
            Objects.requireNonNull(file, "file");
        }

        @Override
        public String sentence() {
            return file + " cannot be read (" + reason + "); its " + lost + " are not used.";
        }
    }
}
