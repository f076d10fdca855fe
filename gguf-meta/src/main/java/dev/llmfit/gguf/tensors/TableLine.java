package dev.llmfit.gguf.tensors;

import java.util.List;

/** A line of a table, with the lines below it. Immutable. */
@FunctionalInterface
interface TableLine {
    /** Expects the tensors of this line. */
    void expect(TensorCheck check, Scope scope);

    /** Lines one after the other. */
    static TableLine all(List<TableLine> lines) {
        return (check, scope) -> {
            for (TableLine line : lines) {
                line.expect(check, scope);
            }
        };
    }

    /** {@code if}, with {@code else}. */
    static TableLine choice(Expression condition, TableLine yes, TableLine no) {
        return (check, scope) -> (condition.holds(scope) ? yes : no).expect(check, scope.block());
    }

    /** {@code layers FROM TO}. */
    static TableLine layers(Expression from, Expression to, TableLine body) {
        return (check, scope) -> {
            int end = Math.toIntExact(to.of(scope));
            for (int il = Math.toIntExact(from.of(scope)); il < end; il++) {
                body.expect(check, scope.layer(il));
            }
        };
    }

    /** {@code let NAME = VALUE}. */
    static TableLine let(String name, Expression value) {
        return (check, scope) -> scope.let(name, value.of(scope));
    }

    /** {@code set NAME = VALUE}. */
    static TableLine set(String name, Expression value) {
        return (check, scope) -> scope.set(name, value.of(scope));
    }

    /** {@code refuse CONDITION : SENTENCE}. */
    static TableLine refuse(Expression condition, String sentence) {
        return (check, scope) -> {
            if (condition.holds(scope)) {
                throw check.refused(sentence);
            }
        };
    }

    /** {@code NAME [NE0, NE1, …]}: a tensor. */
    static TableLine tensor(TensorName name, Expression absent, boolean anyShape, List<Expression> shape) {
        return (check, scope) -> check.tensor(
                name.in(scope),
                absent.holds(scope),
                anyShape,
                shape.stream().mapToLong(dimension -> dimension.of(scope)).toArray());
    }

    /**
     * {@code qkv [WIDTH; Q, K, V]}: queries, keys and values in one tensor or in three, with biases that may be absent ({@code
     * llama_model_base::create_tensor_qkv}).
     */
    static TableLine qkv(TensorName layer, Expression absent, List<Expression> sizes) {
        return (check, scope) -> {
            String block = layer.in(scope);
            boolean mayMiss = absent.holds(scope);
            long width = sizes.get(0).of(scope);
            long[] parts = {
                sizes.get(1).of(scope), sizes.get(2).of(scope), sizes.get(3).of(scope)
            };
            long together = Math.addExact(Math.addExact(parts[0], parts[1]), parts[2]);
            boolean fused = check.tensor(block + "attn_qkv.weight", true, false, width, together);
            boolean fusedBias = fused && check.tensor(block + "attn_qkv.bias", true, false, together);
            for (int part = 0; part < parts.length; part++) {
                String name = block + List.of("attn_q", "attn_k", "attn_v").get(part);
                if (!fused) {
                    check.tensor(name + ".weight", mayMiss, false, width, parts[part]);
                }
                if (!fusedBias) {
                    check.tensor(name + ".bias", true, false, parts[part]);
                }
            }
        };
    }

    /**
     * {@code gate_up_exps [WIDTH, HIDDEN, EXPERTS]}: gate and up of the experts in one tensor or in two ({@code
     * llama_model_base::create_tensor_gate_up_exps}).
     */
    static TableLine gateUpExperts(TensorName layer, Expression absent, List<Expression> sizes) {
        return (check, scope) -> {
            String block = layer.in(scope);
            boolean mayMiss = absent.holds(scope);
            long width = sizes.get(0).of(scope);
            long hidden = sizes.get(1).of(scope);
            long experts = sizes.get(2).of(scope);
            if (!check.tensor(
                    block + "ffn_gate_up_exps.weight", true, false, width, Math.multiplyExact(hidden, 2), experts)) {
                check.tensor(block + "ffn_gate_exps.weight", mayMiss, false, width, hidden, experts);
                check.tensor(block + "ffn_up_exps.weight", mayMiss, false, width, hidden, experts);
            }
        };
    }
}
