package dev.llmfit.probe;

import java.util.Optional;

/**
 * A GPU that was seen but is not used.
 *
 * @param description marketing name
 * @param pciId vendor and device, for example {@code 10de:2684}
 * @param reason why it is not used, one sentence
 * @param fix what would make it usable, one sentence; empty if nothing would
 */
public record ExcludedDevice(String description, Optional<String> pciId, String reason, String fix) {}
