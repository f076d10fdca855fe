package dev.llmfit.probe;

import dev.llmfit.units.Bytes;
import java.util.HashSet;
import java.util.Set;

/**
 * What may be planned with on a machine, after the margins.
 *
 * <p>A device with its own memory keeps 1 GiB free (llama.cpp's {@code --fit-target}, {@code common/common.h}). Memory that
 * the system works in as well keeps a reserve of 5 % of it, at least 0.75 and at most 2 GiB. GPU and host budget of a unified
 * machine are the same memory and must not be added.
 *
 * @param gpuCapacity with nothing else running, all devices together
 * @param gpuNow now, all devices together
 * @param hostNow system memory now
 */
public record Budget(Bytes gpuCapacity, Bytes gpuNow, Bytes hostNow) {
    /** What a plan leaves free on a device with memory of its own: llama.cpp's {@code --fit-target}, {@code common/common.h}. */
    public static final Bytes DEVICE_MARGIN = Bytes.ofGib(1);

    /** Share, least and most of the reserve; judgement, which the expectations of the bundled machines follow. */
    private static final double RESERVE_SHARE = 0.05;

    private static final Bytes LEAST_RESERVE = Bytes.ofGib(0.75);
    private static final Bytes MOST_RESERVE = Bytes.ofGib(2);

    /** Returns the budget of a machine. */
    public static Budget of(Machine machine) {
        Bytes capacity = Bytes.ZERO;
        Bytes now = Bytes.ZERO;
        Set<String> counted = new HashSet<>();
        for (Device device : machine.devices()) {
            if (counted.add(device.poolId())) {
                Bytes margin = marginOf(machine, device);
                capacity = capacity.plus(device.capacity().minus(margin));
                now = now.plus(device.free().minus(margin));
            }
        }
        return new Budget(capacity, now, machine.hostPool().free().minus(hostReserve(machine)));
    }

    /** Returns what a plan must leave free on a device. */
    public static Bytes marginOf(Machine machine, Device device) {
        if (machine.pool(device.poolId()).kind() != Pool.Kind.UNIFIED) {
            return DEVICE_MARGIN;
        }
        // Android's low-memory killer ends large processes early: keep the device margin beside the reserve.
        return machine.os().equals("android") ? hostReserve(machine).plus(DEVICE_MARGIN) : hostReserve(machine);
    }

    /** Returns what a plan must leave free of system memory. */
    public static Bytes hostReserve(Machine machine) {
        long share = (long) (machine.hostPool().capacity().count() * RESERVE_SHARE);
        return Bytes.of(Math.clamp(share, LEAST_RESERVE.count(), MOST_RESERVE.count()));
    }
}
