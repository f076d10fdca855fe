package dev.llmfit.answers.size;

import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions.SplitMode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Consecutive layers in one place.
 *
 * @param place name of the device, or {@code host}; with {@code -sm tensor} the devices' names, {@code CUDA0+CUDA1}
 * @param first first layer
 * @param last last layer
 */
public record LayerRange(String place, int first, int last) {
    /** Returns the ranges of all layers in their order, without the output layer. */
    static List<LayerRange> of(Estimate estimate, SplitMode split) {
        List<Integer> devices = estimate.layerDevice();
        int trunk = devices.size() - 1;
        List<LayerRange> ranges = new ArrayList<>();
        for (int first = 0; first < trunk; ) {
            int last = first;
            while (last + 1 < trunk && devices.get(last + 1).equals(devices.get(first))) {
                last++;
            }
            ranges.add(new LayerRange(place(estimate, split, first), first, last));
            first = last + 1;
        }
        return ranges;
    }

    /** Returns where the output layer lies. */
    static String output(Estimate estimate, SplitMode split) {
        return place(estimate, split, estimate.layerDevice().size() - 1);
    }

    private static String place(Estimate estimate, SplitMode split, int layer) {
        int device = estimate.layerDevice().get(layer);
        if (device >= 0 && split == SplitMode.TENSOR) {
            return estimate.devices().stream().map(BufferSizes::name).collect(Collectors.joining("+"));
        }
        return (device < 0 ? estimate.host() : estimate.devices().get(device)).name();
    }
}
