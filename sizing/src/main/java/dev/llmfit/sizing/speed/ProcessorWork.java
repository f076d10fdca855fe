package dev.llmfit.sizing.speed;

import dev.llmfit.units.Amount;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one token of a dense model costs on a processor, in units whose price a calibration finds.
 *
 * @param bytes bytes read by a generated token, by id of the {@link WeightClass}, the output matrix included
 * @param weights elements multiplied for a prompt token, by class, without the output matrix
 * @param tensors tensors of all layers: operations that threads meet at
 * @param activations tensors times width, summed over the layers: elements that are normed, rotated and converted
 * @param attention floating-point operations of attention per token and cell of the cache, all layers
 */
public record ProcessorWork(
        Map<String, Double> bytes, Map<String, Double> weights, double tensors, double activations, double attention) {
    public ProcessorWork {
        bytes.values().forEach(b -> Amount.rate(b, "bytes"));
        weights.values().forEach(w -> Amount.rate(w, "weights"));
        Amount.rate(tensors, "tensors");
        Amount.rate(activations, "activations");
        Amount.rate(attention, "attention");
        bytes = Map.copyOf(bytes);
        weights = Map.copyOf(weights);
    }

    /** Returns the work of a model without experts. */
    public static ProcessorWork of(ModelWork work) {
        PerClass bytes = work.headBytes();
        PerClass weights = PerClass.NOTHING;
        double tensors = 0;
        double activations = 0;
        double attention = 0;
        for (LayerWork layer : work.layers()) {
            bytes = bytes.plus(layer.denseBytes());
            weights = weights.plus(layer.denseWeights());
            tensors += layer.tensors();
            activations += (double) layer.tensors() * layer.width();
            attention += layer.attention().flops();
        }
        return new ProcessorWork(byClass(bytes), byClass(weights), tensors, activations, attention);
    }

    private static Map<String, Double> byClass(PerClass values) {
        Map<String, Double> named = new LinkedHashMap<>();
        for (WeightClass c : WeightClass.ALL) {
            if (values.get(c) > 0) {
                named.put(c.id(), values.get(c));
            }
        }
        return named;
    }
}
