package dev.llmfit.answers.models;

import dev.llmfit.answers.models.ModelsAnswer.Match;
import dev.llmfit.gguf.catalog.ModelSummary;
import dev.llmfit.recommend.fit.WeightsPlace;
import java.util.Locale;

/** Which models are listed, by words that states and the terminal UI have too; what only a search knows has none here. */
public enum ModelFilter {
    /** Its weights fit somewhere; without a machine all do. */
    FITS,
    /** Its weights fit in the memory of the GPUs. */
    WHOLE,
    /** It reads images. */
    IMAGES,
    /** It is made for code. */
    CODE,
    /** Its licence is one that the Open Source Initiative approves. */
    OPEN;

    /** Returns its word. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether it lets a model pass. */
    boolean lets(Match match) {
        ModelSummary model = match.summary();
        return switch (this) {
            case FITS -> match.place().filter(WeightsPlace.NO::equals).isEmpty();
            case WHOLE -> match.place().filter(WeightsPlace.GPU::equals).isPresent();
            case IMAGES -> model.modalities().contains("image");
            case CODE -> model.purposes().contains("code");
            case OPEN -> model.isOpen();
        };
    }
}
