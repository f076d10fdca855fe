package dev.llmfit.gguf.arch;

import dev.llmfit.units.Amount;

/**
 * The feed-forward networks that every token runs through.
 *
 * @param width the width of each layer's; 0 in a layer without one ({@code n_ff})
 * @param lead the leading layers without experts ({@code n_layer_dense_lead})
 */
public record DenseNetwork(LayerCounts width, int lead) {
    public DenseNetwork {
        Amount.count(lead, "lead");
    }

    DenseNetwork withWidth(LayerCounts widths) {
        return new DenseNetwork(widths, lead);
    }

    DenseNetwork withLead(int layers) {
        return new DenseNetwork(width, layers);
    }
}
