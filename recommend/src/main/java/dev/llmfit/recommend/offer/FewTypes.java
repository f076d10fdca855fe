package dev.llmfit.recommend.offer;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.ProjectorFile;
import dev.llmfit.recommend.quality.ModelQuality;
import dev.llmfit.recommend.quality.Quality;
import dev.llmfit.recommend.quality.Skill;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Optional;

/** A model in some of its file types. */
public record FewTypes(ModelOffer offer, List<String> fileTypes) implements ModelOffer {
    public FewTypes {
        fileTypes = List.copyOf(fileTypes);
    }

    /** Returns the model in the file types that lose no more than this, in percent of perplexity; empty if there is none. */
    public static Optional<ModelOffer> good(ModelOffer offer, Optional<String> asked, double worstPpl) {
        List<String> good = FileTypes.considered(offer, asked).stream()
                .filter(t -> offer.loss(t).pplPercent().orElse(0.0) <= worstPpl)
                .toList();
        return good.isEmpty() ? Optional.empty() : Optional.of(new FewTypes(offer, good));
    }

    @Override
    public String name() {
        return offer.name();
    }

    @Override
    public Listing listing() {
        return offer.listing();
    }

    @Override
    public Model shape() {
        return offer.shape();
    }

    @Override
    public Model model(String fileType) {
        return offer.model(fileType);
    }

    @Override
    public Bytes fileBytes(String fileType) {
        return offer.fileBytes(fileType);
    }

    @Override
    public Bytes leastBytes(String fileType) {
        return offer.leastBytes(fileType);
    }

    @Override
    public Quality loss(String fileType) {
        return offer.loss(fileType);
    }

    @Override
    public Optional<String> ollama(String fileType) {
        return offer.ollama(fileType);
    }

    @Override
    public Optional<ProjectorFile> projector() {
        return offer.projector();
    }

    @Override
    public FileSource source(String fileType) {
        return offer.source(fileType);
    }

    @Override
    public Optional<ModelQuality> quality(Skill skill) {
        return offer.quality(skill);
    }

    @Override
    public Optional<Outline> outline() {
        return offer.outline();
    }
}
