package dev.llmfit.recommend.wish;

import dev.llmfit.recommend.quality.Skill;
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

    /** Returns what models are compared in: for many short jobs, as for conversation. */
    public Skill skill() {
        return switch (this) {
            case CHAT, BATCH -> Skill.CHAT;
            case CODING -> Skill.CODING;
            case REASONING -> Skill.REASONING;
            case RAG -> Skill.RAG;
            case AGENTS -> Skill.AGENTS;
            case VISION -> Skill.VISION;
            case EMBEDDING -> Skill.EMBEDDING;
        };
    }
}
