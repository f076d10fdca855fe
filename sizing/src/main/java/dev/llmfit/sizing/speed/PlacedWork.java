package dev.llmfit.sizing.speed;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The work of a model by where its weights lie: what is left with each layer, and what options put elsewhere. Immutable.
 *
 * @param layers what lies with each layer
 * @param moved what lies elsewhere, by layer
 * @param output device of the output matrix; empty for the CPU
 */
record PlacedWork(List<LayerWork> layers, List<List<MovedWork>> moved, OptionalInt output) {
    PlacedWork {
        layers = List.copyOf(layers);
        moved = List.copyOf(moved);
    }

    /**
     * Returns the work of a launch that was sized.
     *
     * @param layerDevice device index of each layer and of the output layer, or -1 for the CPU
     * @param elsewhere device index, or -1, of the weights that do not lie with their layer, by name
     */
    static PlacedWork of(ModelWork work, List<Integer> layerDevice, Map<String, Integer> elsewhere) {
        OptionalInt output = device(elsewhere.getOrDefault(work.headName(), layerDevice.getLast()));
        if (elsewhere.isEmpty()) {
            return whole(work, output);
        }
        List<LayerWork> layers = new ArrayList<>();
        List<List<MovedWork>> moved = new ArrayList<>();
        for (ModelWork.Parts parts : work.parts(elsewhere)) {
            layers.add(parts.home());
            moved.add(parts.elsewhere());
        }
        return new PlacedWork(layers, moved, output);
    }

    /** Returns the work of a launch with {@code -ncmoe} and nothing else that moves weights. */
    static PlacedWork of(ModelWork work, List<Integer> layerDevice, int nCpuMoe) {
        OptionalInt output = device(layerDevice.getLast());
        if (nCpuMoe == 0) {
            return whole(work, output);
        }
        List<LayerWork> layers = new ArrayList<>();
        List<List<MovedWork>> moved = new ArrayList<>();
        for (int il = 0; il < work.layers().size(); il++) {
            LayerWork layer = work.layers().get(il);
            boolean moves = il < nCpuMoe && layer.isMoe() && layerDevice.get(il) >= 0;
            layers.add(moves ? work.withoutExperts(il).home() : layer);
            moved.add(moves ? work.withoutExperts(il).elsewhere() : List.of());
        }
        return new PlacedWork(layers, moved, output);
    }

    private static PlacedWork whole(ModelWork work, OptionalInt output) {
        return new PlacedWork(work.layers(), Collections.nCopies(work.layers().size(), List.of()), output);
    }

    private static OptionalInt device(int index) {
        return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
    }

    /** Returns whether weights were moved to the CPU. */
    boolean movesToHost() {
        for (List<MovedWork> parts : moved) {
            for (MovedWork part : parts) {
                if (part.device().isEmpty()) {
                    return true;
                }
            }
        }
        return output.isEmpty();
    }
}
