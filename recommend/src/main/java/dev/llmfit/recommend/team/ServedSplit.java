package dev.llmfit.recommend.team;

import java.util.ArrayList;
import java.util.List;

/**
 * How a model is split over the GPUs of one computer or several that are alike.
 *
 * @param tensor GPUs that share each layer, of one computer
 * @param pipeline stages of layers, each on a tensor group of its own
 * @param data replicas of one {@code vllm serve}
 * @param copies of {@code vllm serve}, each on computers of its own
 * @param nodes computers of each copy
 */
public record ServedSplit(int tensor, int pipeline, int data, int copies, int nodes) {
    /** Returns the replicas of all copies together, each with a cache of its own. */
    public int replicas() {
        return data * copies;
    }

    /** Returns the computers of all copies. */
    public int computers() {
        return nodes * copies;
    }

    /** Returns the GPUs of one copy. */
    public int gpus() {
        return tensor * pipeline * data;
    }

    /**
     * Returns the splits without stages, from the widest tensor group to one GPU.
     *
     * @param gpus of one computer
     * @param nodes computers
     * @param users a replica without one is of no use
     */
    static List<ServedSplit> whole(int gpus, int nodes, int users) {
        List<ServedSplit> all = new ArrayList<>();
        for (int tensor = Integer.highestOneBit(gpus); tensor >= 1; tensor /= 2) {
            int data = Math.min(gpus / tensor, users);
            all.add(new ServedSplit(tensor, 1, data, Math.min(nodes, Math.ceilDiv(users, data)), 1));
            if (data > 1) {
                all.add(new ServedSplit(tensor, 1, 1, 1, 1));
            }
        }
        return all;
    }

    /** Returns the splits with stages: where heads do not divide by all GPUs, or a computer is too small. */
    static List<ServedSplit> staged(int gpus, int nodes, int users) {
        List<ServedSplit> all = new ArrayList<>();
        for (int tensor = Integer.highestOneBit(gpus); tensor >= 1; tensor /= 2) {
            int groups = gpus / tensor; // of a computer
            for (int stages = 2; stages <= groups * nodes; stages++) {
                boolean within = stages <= groups && groups % stages == 0;
                boolean over = stages > groups && stages % groups == 0 && nodes % (stages / groups) == 0;
                if (within || over) {
                    int each = within ? 1 : stages / groups;
                    int data = within ? Math.min(groups / stages, users) : 1;
                    all.add(new ServedSplit(
                            tensor, stages, data, Math.min(nodes / each, Math.ceilDiv(users, data)), each));
                }
            }
        }
        return all;
    }
}
