package dev.llmfit.gguf.layout;

import dev.llmfit.json.AuditedFields;

/**
 * The sizes and tensors of a Mamba layer, first and second generation ({@code src/models/mamba-base.cpp}).
 *
 * @param kernel width of the convolution
 * @param inner inner width
 * @param state state per channel
 * @param timeStep rank of the time step; heads of the second generation
 * @param groups groups of the second generation
 * @param norm whether the second generation has a gated norm
 * @param convBias whether its convolution has a bias
 */
record MambaBlock(long kernel, long inner, long state, long timeStep, long groups, boolean norm, boolean convBias) {

    /** Reads the group {@code ssm} of a model. */
    static MambaBlock of(AuditedFields f) {
        AuditedFields s = f.section("ssm");
        return new MambaBlock(
                s.integer("conv_kernel"),
                s.integer("inner_size"),
                s.integer("state_size"),
                s.integer("time_step_rank"),
                s.integer("group_count", 1),
                s.flag("norm", true),
                s.flag("conv_bias", true));
    }

    /** Writes the sizes that are stated. */
    static void metadata(HeaderBuilder h, AuditedFields ssm) {
        for (String key : new String[] {"conv_kernel", "inner_size", "state_size", "time_step_rank", "group_count"}) {
            ssm.optionalInteger(key).ifPresent(value -> h.set("ssm." + key, value));
        }
    }

    /** Adds a layer of the first generation; Jamba has norms on time step and state. */
    void first(HeaderBuilder h, String block, long nEmbd, boolean norms) {
        h.tensor(block + "ssm_in.weight", nEmbd, 2 * inner);
        h.tensor(block + "ssm_conv1d.weight", kernel, inner);
        h.tensor(block + "ssm_conv1d.bias", inner);
        h.tensor(block + "ssm_x.weight", inner, timeStep + 2 * state);
        if (norms) {
            h.tensor(block + "ssm_dt_norm.weight", timeStep);
            h.tensor(block + "ssm_b_norm.weight", state);
            h.tensor(block + "ssm_c_norm.weight", state);
        }
        h.linear(block + "ssm_dt", timeStep, inner, true);
        h.tensor(block + "ssm_a", state, inner);
        h.tensor(block + "ssm_d", inner);
        h.tensor(block + "ssm_out.weight", inner, nEmbd);
    }

    /** Adds a layer of the second generation. */
    void second(HeaderBuilder h, String block, long nEmbd) {
        long mixed = inner + 2 * groups * state;
        h.tensor(block + "ssm_in.weight", nEmbd, inner + mixed + timeStep);
        h.tensor(block + "ssm_conv1d.weight", kernel, mixed);
        if (convBias) {
            h.tensor(block + "ssm_conv1d.bias", mixed);
        }
        h.tensor(block + "ssm_dt.bias", timeStep);
        h.tensor(block + "ssm_a", 1, timeStep);
        h.tensor(block + "ssm_d", 1, timeStep);
        if (norm) {
            h.tensor(block + "ssm_norm.weight", inner / groups, groups);
        }
        h.tensor(block + "ssm_out.weight", inner, nEmbd);
    }
}
