package dev.llmfit.recommend.wish;

import java.util.Locale;

/** What the model is for. The rule book says what each prefers. */
public enum UseCase {
    CHAT,
    CODING,
    REASONING,
    RAG,
    AGENTS,
    VISION,
    EMBEDDING,
    BATCH;

    /** Returns the name on the command line and in rules. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
