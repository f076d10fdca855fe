package dev.llmfit.answers.symptom;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What may be wrong with a run. */
public enum Symptom {
    /** It could not get its memory. */
    OOM,
    /** It writes slowly. */
    SLOW,
    /** Its answers are poor. */
    QUALITY;

    /** Returns the name in documents and on the command line. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the symptom of this name. */
    public static Optional<Symptom> byId(String id) {
        return Arrays.stream(values()).filter(s -> s.id().equals(id)).findFirst();
    }
}
