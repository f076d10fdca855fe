package dev.llmfit.sizing.builder;

import static dev.llmfit.sizing.graph.Ops.mul;
import static dev.llmfit.sizing.graph.Ops.scale;
import static dev.llmfit.sizing.graph.Ops.unary;

import dev.llmfit.gguf.arch.GraphVariant;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.graph.Activation;
import dev.llmfit.sizing.graph.Tensor;

/** The activation of kimi-k3: a limited gate by its sigmoid, times the up half ({@code kimi_k3_situ} in {@code src/models/kimi-k3.cpp}). */
public final class Situ {
    private Situ() {}

    /** Combines gate and up. */
    public static Tensor of(HyperParameters hp, Tensor gate, Tensor up) {
        Tensor opened = mul(limited(gate), unary(gate, Activation.SIGMOID));
        return mul(opened, hp.has(GraphVariant.LIMITED_UP) ? limited(up) : up);
    }

    private static Tensor limited(Tensor x) {
        return scale(unary(scale(x), Activation.TANH));
    }
}
