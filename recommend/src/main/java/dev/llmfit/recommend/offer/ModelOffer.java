package dev.llmfit.recommend.offer;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.ProjectorFile;
import dev.llmfit.recommend.quality.ModelQualities;
import dev.llmfit.recommend.quality.ModelQuality;
import dev.llmfit.recommend.quality.Quality;
import dev.llmfit.recommend.quality.QualityTable;
import dev.llmfit.recommend.quality.Skill;
import dev.llmfit.units.Amount;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Optional;

/** A model that can be had in one or more file types. */
public interface ModelOffer {
    /** Returns the name that a user types. */
    String name();

    /** Returns what a catalogue knows of it. */
    Listing listing();

    /** Returns the file types to choose from, in llama.cpp's spelling, without repetition, at least one. */
    List<String> fileTypes();

    /** Returns the file type for a launch that names none: the one that most files are published in, else the first. */
    default String usualType() {
        return fileTypes().contains("Q4_K_M") ? "Q4_K_M" : fileTypes().getFirst();
    }

    /** Returns metadata and shapes of the model; the types of the tensors mean nothing. */
    default Model shape() {
        return model(fileTypes().getFirst());
    }

    /**
     * Returns the model as a file of this type; may be costly the first time.
     *
     * @throws IllegalArgumentException if the type is not one of {@link #fileTypes()}
     */
    Model model(String fileType);

    /** Returns the size of the file of this type. */
    Bytes fileBytes(String fileType);

    /** Returns a size that the file is not smaller than, without laying out the model. */
    default Bytes leastBytes(String fileType) {
        return fileBytes(fileType);
    }

    /** Returns where the file of this type is to be had. */
    FileSource source(String fileType);

    /**
     * Returns how good the model is at something; empty if it was not made for it. Of a file that no catalogue knows, what is
     * expected of its size.
     */
    default Optional<ModelQuality> quality(Skill skill) {
        ModelProfile profile = ModelProfile.of(shape());
        return Optional.of(ModelQualities.expected(
                skill,
                profile.parameters(),
                profile.activeParameters(),
                listing().release(),
                listing().purposes().contains("reasoning")));
    }

    /** Returns what the file of this type loses of the published weights. */
    default Quality loss(String fileType) {
        FileLosses losses = FileLosses.of(ModelProfile.of(shape()), listing().nativeType());
        return QualityTable.of(losses.file(fileType, source(fileType), Optional.empty()));
    }

    /** Returns the name in Ollama's library under which the file of this type is fetched; empty if it has none there. */
    default Optional<String> ollama(String fileType) {
        return Optional.empty();
    }

    /** Returns the file that turns images into tokens for it; empty if it takes none, or nothing is known of it. */
    default Optional<ProjectorFile> projector() {
        return Optional.empty();
    }

    /** Returns what is known without laying out the model; empty if nothing is. */
    default Optional<Outline> outline() {
        return Optional.empty();
    }

    /**
     * What bounds a model's launches before it is laid out.
     *
     * @param parameters weights
     * @param activeParameters weights that one token uses
     */
    record Outline(long parameters, long activeParameters) {
        public Outline {
            Amount.count(parameters, "parameters");
            Amount.count(activeParameters, "activeParameters");
        }

        /**
         * A token of a mixture of experts uses less than this share of the weights; dense models with large embeddings, or with those of
         * each layer, use more. Judgement by the models of the catalogue.
         */
        private static final double DENSE_SHARE = 0.4;

        /** Returns whether the model is a mixture of experts. */
        public boolean mixture() {
            return activeParameters < DENSE_SHARE * parameters;
        }
    }
}
