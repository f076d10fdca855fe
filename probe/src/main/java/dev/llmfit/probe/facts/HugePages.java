package dev.llmfit.probe.facts;

import dev.llmfit.units.Bytes;

/**
 * Memory set aside as explicit huge pages; no other allocation can use it.
 *
 * @param total all huge pages
 * @param free those that are not used
 */
public record HugePages(Bytes total, Bytes free) {
    /** No huge pages. */
    public static final HugePages NONE = new HugePages(Bytes.ZERO, Bytes.ZERO);
}
