package dev.llmfit.sizing;

import dev.llmfit.units.Amount;
import dev.llmfit.units.Bytes;
import java.util.List;

/**
 * Where the memory of a launch goes.
 *
 * @param estimate the sizes that are explained
 * @param peaks for each device and the host, what fills its compute buffer when most of it is in use
 * @param caches context memory by kind
 * @param largestWeights the largest weights, largest first
 * @param savings what single changes of the options would save on the devices (on the host without devices), most first
 */
public record Explanation(
        Estimate estimate, List<Peak> peaks, List<Cache> caches, List<Item> largestWeights, List<Saving> savings) {

    /**
     * Something that takes memory.
     *
     * @param what what it is, in words
     * @param place device name, or {@code host}
     * @param size its size
     */
    public record Item(String what, String place, Bytes size) {}

    /**
     * The moment when most of a compute buffer is in use.
     *
     * @param place device name, or {@code host}
     * @param planned bytes that the prompt's graph needs of the buffer, the holes between tensors included
     * @param inUse bytes in use
     * @param during the operation that runs
     * @param largest the largest tensors alive, largest first
     */
    public record Peak(String place, Bytes planned, Bytes inUse, String during, List<Item> largest) {
        public Peak {
            largest = List.copyOf(largest);
        }
    }

    /**
     * Context memory of one kind.
     *
     * @param kind full attention, sliding window, recurrent state or sparse-attention index
     * @param layers layers that keep it
     * @param cells cells, or rows of states, per stream
     * @param size bytes over all layers
     */
    public record Cache(String kind, int layers, long cells, Bytes size) {
        public Cache {
            Amount.count(layers, "layers");
            Amount.count(cells, "cells");
        }
    }

    /**
     * A change of one option.
     *
     * @param change as on llama.cpp's command line
     * @param saved bytes saved
     */
    public record Saving(String change, Bytes saved) {}

    public Explanation {
        peaks = List.copyOf(peaks);
        caches = List.copyOf(caches);
        largestWeights = List.copyOf(largestWeights);
        savings = List.copyOf(savings);
    }
}
