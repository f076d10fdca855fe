package dev.llmfit.answers.models;

import dev.llmfit.answers.models.ModelsAnswer.Match;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.recommend.quality.ModelQualities;
import dev.llmfit.recommend.quality.ModelQuality;
import dev.llmfit.recommend.quality.Skill;
import java.util.Comparator;
import java.util.Locale;

/** In which order models are listed, by words that states and the terminal UI have too. */
public enum ModelOrder {
    /** The best match first; the newest where no words were given. */
    RANK,
    /** The smallest file first, in the file type that is told. */
    FILE,
    /** The best at chat first, whether measured or estimated. */
    ABILITY,
    /** The longest context first. */
    CONTEXT,
    /** The newest first. */
    SINCE,
    /** By name. */
    NAME;

    /** Returns its word. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the order; models that are equal in it stay as they were. */
    Comparator<Match> comparator() {
        return switch (this) {
            case RANK -> (_, _) -> 0;
            case FILE ->
                Comparator.comparingLong(m -> m.summary().usual().tensorBytes().orElse(Long.MAX_VALUE));
            case ABILITY ->
                Comparator.comparingDouble((Match m) -> -ModelQualities.of(m.summary(), Skill.CHAT)
                        .map(ModelQuality::value)
                        .orElse(Double.NEGATIVE_INFINITY));
            case CONTEXT ->
                Comparator.comparingLong((Match m) -> m.summary().nCtxTrain()).reversed();
            case SINCE ->
                Comparator.comparing(
                        Match::summary,
                        Comparator.comparing(ModelSummary::release).reversed());
            case NAME -> Comparator.comparing(m -> m.summary().name().toLowerCase(Locale.ROOT));
        };
    }
}
