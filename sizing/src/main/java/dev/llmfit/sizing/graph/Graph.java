package dev.llmfit.sizing.graph;

import java.util.Arrays;

/**
 * Nodes (operations) and leafs in the order in which {@code ggml_build_forward_expand} takes them in: depth first, the
 * sources of a node before the node.
 */
public final class Graph {
    private Tensor[] nodes = new Tensor[1024];
    private Tensor[] leafs = new Tensor[512];
    private int nodeCount;
    private int leafCount;
    private Tensor[] path = new Tensor[64];
    private int[] nextSource = new int[64];

    /** Takes in a tensor and everything it needs that is not in the graph yet. */
    public void expand(Tensor tensor) {
        if (tensor.graph == this) {
            return;
        }
        enter(tensor, 0, 0);
        int depth = 1;
        while (depth > 0) {
            Tensor t = path[depth - 1];
            int next = nextSource[depth - 1]++;
            if (next == t.src.length) {
                append(t);
                depth--;
                continue;
            }
            Tensor s = t.src[next];
            if (s.graph == this) {
                s.uses++;
            } else {
                enter(s, depth++, 1);
            }
        }
    }

    private void enter(Tensor t, int depth, int uses) {
        t.graph = this;
        t.uses = uses;
        if (depth == path.length) {
            path = Arrays.copyOf(path, depth * 2);
            nextSource = Arrays.copyOf(nextSource, depth * 2);
        }
        path[depth] = t;
        nextSource[depth] = 0;
    }

    private void append(Tensor t) {
        if (t.op == Op.NONE) {
            if (leafCount == leafs.length) {
                leafs = Arrays.copyOf(leafs, leafCount * 2);
            }
            leafs[leafCount++] = t;
        } else {
            if (nodeCount == nodes.length) {
                nodes = Arrays.copyOf(nodes, nodeCount * 2);
            }
            nodes[nodeCount++] = t;
        }
    }

    /** Returns the number of operations. */
    public int nodeCount() {
        return nodeCount;
    }

    /** Returns an operation. */
    public Tensor node(int index) {
        return nodes[index];
    }

    /** Returns the number of leafs. */
    public int leafCount() {
        return leafCount;
    }

    /** Returns a leaf. */
    public Tensor leaf(int index) {
        return leafs[index];
    }

    /** Returns the nodes from {@code first} to before {@code last}. */
    Tensor[] nodes(int first, int last) {
        return Arrays.copyOfRange(nodes, first, last);
    }
}
