package dev.llmfit.recommend.quality;

import java.util.Locale;

/** What models are compared in; the columns of {@code model-quality.csv}, in this order. */
public enum Skill {
    /** Conversation, knowledge and following instructions. */
    CHAT,
    /** Writing and mending programs. */
    CODING,
    /** Mathematics, science and puzzles. */
    REASONING,
    /** Calling tools over many steps. */
    AGENTS,
    /** Answers from long texts. */
    RAG,
    /** Questions about pictures. */
    VISION,
    /** Texts as vectors. */
    EMBEDDING;

    /** Returns the name in JSON and in the table. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
