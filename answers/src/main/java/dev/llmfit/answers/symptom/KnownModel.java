package dev.llmfit.answers.symptom;

import dev.llmfit.recommend.offer.ModelOffer;

/**
 * The model of a log as something that can be sized.
 *
 * @param offer the model
 * @param fileType its file type
 * @param basis how it was found
 */
public record KnownModel(ModelOffer offer, String fileType, Basis basis) {
    /** How a model was found. */
    public enum Basis {
        /** The user named it. */
        NAMED,
        /** Its file lies on this machine. */
        FILE,
        /** A model of the catalogue has the shape that the log prints. */
        SHAPE,
        /** The name of the file is the name of a model of the catalogue and a file type. */
        FILE_NAME,
        /** Its name stands in what was pasted, as {@code ollama ps} prints it. */
        NAME
    }
}
