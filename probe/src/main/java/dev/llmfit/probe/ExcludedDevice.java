package dev.llmfit.probe;

import dev.llmfit.units.Hint;
import java.util.Optional;

/**
 * A GPU that was seen but is not used.
 *
 * @param description marketing name
 * @param pciId vendor and device, for example {@code 10de:2684}
 * @param reason why it is not used, one sentence
 * @param fix what would make it usable, one sentence; empty if nothing would
 */
public record ExcludedDevice(String description, Optional<String> pciId, String reason, Hint fix) {
    /** Creates a device whose fix is the same in every shell. */
    public ExcludedDevice(String description, Optional<String> pciId, String reason, String fix) {
        this(description, pciId, reason, Hint.plain(fix));
    }
}
