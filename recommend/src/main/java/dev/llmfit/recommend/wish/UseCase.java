package dev.llmfit.recommend.wish;

import dev.llmfit.recommend.quality.Skill;
import java.util.Locale;

/** What the model is for. The rule book says what each prefers. */
public enum UseCase {
    CHAT,
    CODING,
    /** Completion in an editor, between what stands before and after the cursor. */
    AUTOCOMPLETE,
    REASONING,
    RAG,
    AGENTS,
    VISION,
    EMBEDDING,
    /** Ranking of passages that a search has found. */
    RERANK,
    BATCH;

    /** Returns whether models of it read texts and write none. */
    public boolean reads() {
        return this == EMBEDDING || this == RERANK;
    }

    /** Returns the name on the command line and in rules. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns what models are compared in: for many short jobs, as for conversation; rerankers among each other, as embedding
     * models are. */
    public Skill skill() {
        return switch (this) {
            case CHAT, BATCH -> Skill.CHAT;
            case CODING, AUTOCOMPLETE -> Skill.CODING;
            case REASONING -> Skill.REASONING;
            case RAG -> Skill.RAG;
            case AGENTS -> Skill.AGENTS;
            case VISION -> Skill.VISION;
            case EMBEDDING, RERANK -> Skill.EMBEDDING;
        };
    }
}
