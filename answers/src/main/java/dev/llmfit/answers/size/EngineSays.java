package dev.llmfit.answers.size;

import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.units.Bytes;
import java.util.List;

/**
 * What an installed llama.cpp says of a launch by {@code llama-fit-params}, beside the prediction on the same terms: whole MiB,
 * rounded down, and logits for every token of a batch, as llama-cli and llama-bench keep them. Nothing is allocated.
 *
 * @param engine who says it, for example {@code llama.cpp b11434}
 * @param said buffers on each device, the host last
 * @param predicted the prediction for the same devices
 */
public record EngineSays(String engine, List<BufferSizes> said, List<BufferSizes> predicted) {
    /** Bytes of the unit that llama-fit-params prints. */
    private static final long MIB = 1 << 20;

    public EngineSays {
        said = List.copyOf(said);
        predicted = List.copyOf(predicted);
    }

    /** Returns whether every buffer is the same to the MiB. */
    public boolean agrees() {
        if (said.size() != predicted.size()) {
            return false;
        }
        for (int i = 0; i < said.size(); i++) {
            BufferSizes s = said.get(i);
            BufferSizes p = predicted.get(i);
            if (!same(s.weights(), p.weights()) || !same(s.context(), p.context()) || !same(s.compute(), p.compute())) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(Bytes said, Bytes predicted) {
        return said.count() / MIB == predicted.count() / MIB;
    }
}
