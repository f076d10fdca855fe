package dev.llmfit.sizing.vllm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Layers of a pipeline stage. Source: {@code get_pp_indices} in {@code distributed/utils.py}.
 *
 * @param first its first layer
 * @param end the layer behind its last one
 */
record VllmStage(int first, int end) {

    /** Splits layers evenly; what remains goes to the stages before the last one. */
    static List<VllmStage> of(int layers, int stages) {
        int[] sizes = new int[stages];
        Arrays.fill(sizes, layers / stages);
        for (int i = 2; i < layers % stages + 2; i++) {
            sizes[stages - i]++;
        }
        List<VllmStage> all = new ArrayList<>(stages);
        int start = 0;
        for (int size : sizes) {
            all.add(new VllmStage(start, start + size));
            start += size;
        }
        return all;
    }

    boolean has(int layer) {
        return layer >= first && layer < end;
    }
}
