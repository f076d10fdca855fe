package dev.llmfit.answers.recommend;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.reference.ResolvedModel;
import dev.llmfit.recommend.offer.CatalogueOffer;
import dev.llmfit.recommend.offer.FileOffer;
import dev.llmfit.recommend.offer.ModelOffer;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Finds the model that a reference means, in the file types it can be had in. */
public final class Offers {
    private Offers() {}

    /**
     * A model and the file type that its reference named.
     *
     * @param offer the model
     * @param fileType the only file type wanted
     */
    public record Named(ModelOffer offer, Optional<String> fileType) {}

    /** Returns what a reference means. */
    public static Named find(Workbench bench, String reference) {
        try {
            return named(bench.models().acceptingHeadersOnly().resolve(reference));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Named named(ResolvedModel resolved) {
        if (resolved.origin() instanceof ResolvedModel.FromFile file) {
            FileOffer offer = new FileOffer(
                    resolved.name(), file.path(), resolved.shape(), Bytes.of(file.fullBytes()), resolved.fileType());
            return new Named(offer, Optional.empty());
        }
        CatalogueOffer offer =
                CatalogueOffer.of(resolved.name(), resolved.entry().orElseThrow());
        return new Named(offer, resolved.fileType().map(FileType::name));
    }

    /** Returns the name of a file type as llama.cpp spells it. */
    public static String fileType(String name) {
        return FileType.byName(name)
                .orElseThrow(() -> new RefusedException(new Refusal(
                        Refusal.Kind.BAD_QUESTION,
                        "usage",
                        "No file type is called '" + name + "'.",
                        Hint.of("{0} lists them", new NextStep.Ask("quants").and("model", "MODEL")))))
                .name();
    }
}
