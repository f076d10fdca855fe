package dev.llmfit.recommend;

import dev.llmfit.gguf.Model;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * A model in a few of its file types, so that a search takes milliseconds.
 *
 * @param whole the model
 * @param fileTypes the types
 */
record FewTypes(ModelOffer whole, List<String> fileTypes) implements ModelOffer {
    @Override
    public String name() {
        return whole.name();
    }

    @Override
    public Listing listing() {
        return whole.listing();
    }

    @Override
    public Model shape() {
        return whole.shape();
    }

    @Override
    public Model model(String fileType) {
        return whole.model(fileType);
    }

    @Override
    public Bytes fileBytes(String fileType) {
        return whole.fileBytes(fileType);
    }

    @Override
    public Bytes leastBytes(String fileType) {
        return whole.leastBytes(fileType);
    }

    @Override
    public String file(String fileType) {
        return whole.file(fileType);
    }

    @Override
    public Optional<Outline> outline() {
        return whole.outline();
    }
}
