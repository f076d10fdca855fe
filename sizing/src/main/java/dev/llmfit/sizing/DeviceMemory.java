package dev.llmfit.sizing;

import dev.llmfit.probe.Backend;
import dev.llmfit.units.Bytes;

/**
 * A device as sizing sees it.
 *
 * @param name llama.cpp's device name
 * @param backend rules that apply
 * @param free memory available now; decides the default split
 * @param total memory in all
 */
public record DeviceMemory(String name, Backend backend, Bytes free, Bytes total) {}
