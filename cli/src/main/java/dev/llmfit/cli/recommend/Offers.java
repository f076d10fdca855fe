package dev.llmfit.cli.recommend;

import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Session;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.reference.ResolvedModel;
import dev.llmfit.recommend.offer.CatalogueOffer;
import dev.llmfit.recommend.offer.FileOffer;
import dev.llmfit.recommend.offer.ModelOffer;
import dev.llmfit.units.Bytes;
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
    public static Named find(String reference) {
        try {
            return named(Session.bench().models().acceptingHeadersOnly().resolve(reference));
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
    static String fileType(String name) {
        return FileType.byName(name)
                .orElseThrow(() -> new CommandException(
                        ExitCode.USAGE,
                        "usage",
                        "No file type is called '" + name + "'.",
                        "llmfit quants MODEL lists them"))
                .name();
    }
}
