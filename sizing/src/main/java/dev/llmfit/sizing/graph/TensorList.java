package dev.llmfit.sizing.graph;

import java.util.Arrays;

/** A growing list of tensors without checks on the hot path. */
final class TensorList {
    private Tensor[] items;
    private int size;

    TensorList(int capacity) {
        items = new Tensor[Math.max(8, capacity)];
    }

    void add(Tensor t) {
        if (size == items.length) {
            items = Arrays.copyOf(items, size * 2);
        }
        items[size++] = t;
    }

    Tensor get(int index) {
        return items[index];
    }

    int size() {
        return size;
    }

    boolean contains(Tensor t) {
        for (int i = 0; i < size; i++) {
            if (items[i] == t) {
                return true;
            }
        }
        return false;
    }
}
