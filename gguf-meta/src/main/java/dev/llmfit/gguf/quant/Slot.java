package dev.llmfit.gguf.quant;

import dev.llmfit.gguf.TensorInfo;

/**
 * A tensor to be quantized and where it stands among those of its role.
 *
 * @param tensor the tensor in its present type
 * @param role its role
 * @param isOutput whether it is multiplied with the last layer's result: the output matrix, or the embeddings of a model
 *     without one
 * @param layer N of a name {@code blk.N.…}, else -1
 * @param ordinal index among the quantized tensors of its role
 * @param count length that the index is compared with: tensors of the role for values, layers for the feed-forward part
 * @param model facts of the model
 */
record Slot(TensorInfo tensor, TensorRole role, boolean isOutput, int layer, int ordinal, int count, ModelFacts model) {

    /**
     * Returns the layer index that rules look at: the one in the name if there are experts, else the tensor's index.
     *
     * @throws QuantizationException if there are experts and the name has no valid layer
     */
    int position() {
        if (role == TensorRole.VALUE || model.experts() <= 1) {
            return ordinal;
        }
        if (layer < 0 || layer >= count) {
            throw new QuantizationException("llama-quantize finds no layer from 0 to " + (count - 1)
                    + " in the name of tensor '" + tensor.name() + "'");
        }
        return layer;
    }
}
