package dev.llmfit.probe.pasted;

import dev.llmfit.units.Bytes;
import java.util.Optional;

/**
 * A GPU that a text names.
 *
 * @param name as the text has it; a table may have cut it, then it ends with three dots
 * @param pciId vendor and device in hexadecimal, for example {@code 10de:2684}
 * @param total its memory
 */
public record PastedGpu(String name, Optional<String> pciId, Optional<Bytes> total) {
    PastedGpu withTotal(Bytes bytes) {
        return new PastedGpu(name, pciId, Optional.of(bytes));
    }
}
