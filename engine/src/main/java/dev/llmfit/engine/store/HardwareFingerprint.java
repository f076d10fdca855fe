package dev.llmfit.engine.store;

import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.units.Amount;
import dev.llmfit.units.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What makes two machines the same for a measurement: processor, cores, installed memory and GPUs. Contains nothing that names
 * a person or a network.
 *
 * @param id the first 16 hex digits of the SHA-256 of the parts
 * @param cpu marketing name
 * @param cores physical cores
 * @param ramGib installed memory of the host, rounded to GiB
 * @param gpus marketing names
 * @param deviceIds ids of the GPUs in the hardware database; empty if one of them is not in it
 */
public record HardwareFingerprint(
        String id, String cpu, int cores, long ramGib, List<String> gpus, List<String> deviceIds) {
    public HardwareFingerprint {
        Amount.count(cores, "cores");
        Amount.count(ramGib, "ramGib");
        gpus = List.copyOf(gpus);
        deviceIds = List.copyOf(deviceIds);
    }

    /** Creates the fingerprint of a machine whose GPUs are not in the hardware database. */
    public HardwareFingerprint(String id, String cpu, int cores, long ramGib, List<String> gpus) {
        this(id, cpu, cores, ramGib, gpus, List.of());
    }

    /** Returns the fingerprint of a machine. */
    public static HardwareFingerprint of(Machine machine) {
        List<String> gpus = machine.devices().stream().map(Device::description).toList();
        List<String> known = machine.devices().stream()
                .map(Device::databaseId)
                .flatMap(Optional::stream)
                .toList();
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
                gpus,
                known.size() == gpus.size() ? known : List.of());
    }

    /** Returns the fingerprint of a machine of which only names are known. */
    public static HardwareFingerprint ofNames(String cpu, List<String> gpus, List<String> deviceIds) {
        List<String> parts = new ArrayList<>(List.of("names", cpu));
        parts.addAll(gpus);
        return new HardwareFingerprint(
                digest(String.join("\n", parts)),
                cpu,
                0,
                0,
                gpus,
                deviceIds.size() == gpus.size() ? deviceIds : List.of());
    }

    private static String digest(String text) {
        return Sha256.of(text).substring(0, DIGITS);
    }

    /** Hexadecimal digits that tell machines apart. */
    private static final int DIGITS = 16;
}
