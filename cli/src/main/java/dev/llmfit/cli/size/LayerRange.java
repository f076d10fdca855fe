package dev.llmfit.cli.size;

import dev.llmfit.sizing.Estimate;
import java.util.ArrayList;
import java.util.List;

/**
 * Consecutive layers on one device.
 *
 * @param device index of the device, or -1 for the host
 * @param first first layer
 * @param last last layer
 */
record LayerRange(int device, int first, int last) {
    /** Returns the ranges of all layers in their order, without the output layer. */
    static List<LayerRange> of(Estimate estimate) {
        List<Integer> devices = estimate.layerDevice();
        int trunk = devices.size() - 1;
        List<LayerRange> ranges = new ArrayList<>();
        for (int first = 0; first < trunk; ) {
            int last = first;
            while (last + 1 < trunk && devices.get(last + 1).equals(devices.get(first))) {
                last++;
            }
            ranges.add(new LayerRange(devices.get(first), first, last));
            first = last + 1;
        }
        return ranges;
    }
}
