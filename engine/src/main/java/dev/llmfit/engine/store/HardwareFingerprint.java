package dev.llmfit.engine.store;

import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What makes two machines the same for a measurement: processor, cores, installed memory and GPUs. Contains nothing that names
 * a person or a network.
 *
 * @param id the first 16 hex digits of the SHA-256 of the parts
 * @param cpu marketing name
 * @param cores physical cores
 * @param ramGib installed memory of the host, rounded to GiB
 * @param gpus marketing names
 */
public record HardwareFingerprint(String id, String cpu, int cores, long ramGib, List<String> gpus) {
    public HardwareFingerprint {
        gpus = List.copyOf(gpus);
    }

    /** Returns the fingerprint of a machine. */
    public static HardwareFingerprint of(Machine machine) {
        List<String> gpus = machine.devices().stream().map(Device::description).toList();
        long ram = Math.round(machine.hostPool().installed().gib());
        List<String> parts = new ArrayList<>(List.of(
                machine.arch(),
                machine.cpu().name(),
                Integer.toString(machine.cpu().physicalCores()),
                Long.toString(ram)));
        parts.addAll(gpus);
        return new HardwareFingerprint(
                digest(String.join("\n", parts)),
                machine.cpu().name(),
                machine.cpu().physicalCores(),
                ram,
                gpus);
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
