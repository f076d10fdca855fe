package dev.llmfit.probe.tools;

import dev.llmfit.units.Bytes;
import java.util.Optional;

/**
 * An Intel GPU as a library or tool tells it.
 *
 * @param name marketing name
 * @param address PCI address, for example {@code 0000:03:00.0}
 * @param pciDevice PCI device of vendor 8086, four hexadecimal digits
 * @param total its own memory
 * @param free what is free of it
 * @param source what it was read from
 */
public record IntelReading(
        Optional<String> name,
        Optional<String> address,
        Optional<String> pciDevice,
        Optional<Bytes> total,
        Optional<Bytes> free,
        String source) {}
