package dev.llmfit.gguf.arch;

import dev.llmfit.units.Amount;
import java.util.OptionalInt;

/**
 * The widths of a model that are no layer's own.
 *
 * @param stream elements of a row of the residual stream ({@code n_embd})
 * @param vocabulary rows of the token embedding; without one, the vocabulary size of the metadata
 * @param trainedContext the context the model was trained on, in tokens ({@code n_ctx_train})
 * @param perLayerInput elements of a token's own input to each layer ({@code n_embd_per_layer}), of models with such inputs
 */
public record Widths(int stream, int vocabulary, int trainedContext, OptionalInt perLayerInput) {
    public Widths {
        Amount.count(stream, "stream");
        Amount.count(vocabulary, "vocabulary");
        Amount.count(trainedContext, "trainedContext");
    }

    Widths withPerLayerInput(int elements) {
        return new Widths(stream, vocabulary, trainedContext, OptionalInt.of(elements));
    }
}
