package dev.llmfit.units;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** What to do next, as data: a command line says it as a command, a page as a button, an agent as a call. */
public sealed interface NextStep {
    /**
     * Ask another question.
     *
     * @param question its name: {@code models}, {@code quants}, {@code plan} …
     * @param with its fields, by name, in the order in which they are said; {@code true} for a flag; empty where the reader is
     *     to fill in the value
     */
    record Ask(String question, SequencedMap<String, String> with) implements NextStep {
        public Ask {
            with = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(with));
        }

        /** Asks a question without fields. */
        public Ask(String question) {
            this(question, new LinkedHashMap<>());
        }

        /** Returns the same question with one more field. */
        public Ask and(String field, String value) {
            SequencedMap<String, String> more = new LinkedHashMap<>(with);
            more.put(field, value);
            return new Ask(question, more);
        }
    }

    /**
     * Ask the same question with one field changed.
     *
     * @param field its name: {@code header_only}, {@code n_ctx} …
     * @param value what to put there; {@code true} for a flag; empty where only the field is named
     */
    record Change(String field, String value) implements NextStep {}

    /**
     * Read a page.
     *
     * @param page its address
     */
    record Read(URI page) implements NextStep {}

    /**
     * Write a file.
     *
     * @param file its name
     * @param content its text
     */
    record Write(String file, String content) implements NextStep {}
}
