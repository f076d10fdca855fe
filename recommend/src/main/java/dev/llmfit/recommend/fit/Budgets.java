package dev.llmfit.recommend.fit;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Budget;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Pool;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.DeviceUse;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.FailedLaunch;
import dev.llmfit.sizing.LaunchUse;
import dev.llmfit.sizing.MappedWeights;
import dev.llmfit.sizing.RuntimeOverhead;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * What a launch may use of a machine, and with it what "fits" means for every answer. A device may be filled to its free memory
 * less the margin; the margin covers driver and process, and is never less than what they take. The CPU's memory keeps a reserve for the
 * system. Memory that CPU and GPU share is one budget. {@link #use} says the same as numbers for people.
 *
 * @param devices budget of each device, in the machine's order
 * @param host budget of the CPU's memory; for a shared pool, of the whole pool
 * @param shared for each device whether its memory is the CPU's
 * @param memory the devices as sizing wants them
 * @param lendable what of the CPU's reserve mapped weights may take beside the host's budget, see {@link #lent}
 */
public record Budgets(
        List<Bytes> devices, Bytes host, List<Boolean> shared, List<DeviceMemory> memory, Bytes lendable) {
    /** Margin on each device where none is asked for. */
    public static final Bytes DEFAULT_MARGIN = Budget.DEVICE_MARGIN;

    /** Of what is lent, this much goes to weights that every token reads: they must not be read from the file each time. Judgement. */
    private static final double READ_SHARE = 0.5;

    /** Creates budgets whose reserve is lent to nothing. */
    public Budgets(List<Bytes> devices, Bytes host, List<Boolean> shared, List<DeviceMemory> memory) {
        this(devices, host, shared, memory, Bytes.ZERO);
    }

    public Budgets {
        if (devices.size() != shared.size() || devices.size() != memory.size()) {
            throw new IllegalArgumentException(
                    "budgets of " + devices.size() + " devices, " + memory.size() + " known");
        }
        devices = List.copyOf(devices);
        shared = List.copyOf(shared);
        memory = List.copyOf(memory);
    }

    /** Returns the budgets of a machine with this margin on each device. */
    public static Budgets of(Machine machine, Bytes margin) {
        Pool hostPool = machine.hostPool();
        Bytes hostOverhead = overhead(machine).typical();
        List<Bytes> devices = new ArrayList<>();
        List<Boolean> shared = new ArrayList<>();
        for (Device device : machine.devices()) {
            boolean unified = device.poolId().equals(hostPool.id());
            Bytes overhead = overhead(device).typical();
            Bytes kept = margin.max(overhead);
            if (unified) {
                kept = kept.max(Budget.marginOf(machine, device));
                hostOverhead = hostOverhead.plus(overhead);
            }
            devices.add(free(machine, device).minus(kept));
            shared.add(unified);
        }
        Bytes reserve = Budget.hostReserve(machine).max(hostOverhead);
        // Android ends large processes before it gives up the pages of their files.
        Bytes lendable = machine.os().equals("android") ? Bytes.ZERO : reserve.minus(hostOverhead);
        return new Budgets(devices, hostPool.free().minus(reserve), shared, DeviceMemory.of(machine), lendable);
    }

    private static RuntimeOverhead overhead(Device device) {
        return RuntimeOverhead.of(device.backend(), device.architecture().orElse(""));
    }

    private static RuntimeOverhead overhead(Machine machine) {
        return RuntimeOverhead.of(Backend.CPU, machine.arch());
    }

    private static Bytes free(Machine machine, Device device) {
        Pool host = machine.hostPool();
        return device.poolId().equals(host.id()) ? device.free().min(host.free()) : device.free();
    }

    /**
     * Returns what a launch takes of each memory, with the margins of these budgets: {@link LaunchUse#fits} says the same as
     * {@link #fits}.
     *
     * @param machine the machine that these budgets are of
     */
    public LaunchUse use(Machine machine, Estimate estimate) {
        List<DeviceUse> uses = new ArrayList<>();
        Bytes inHost = Bytes.ZERO;
        Bytes overheadInHost = Bytes.ZERO;
        for (int d = 0; d < devices.size(); d++) {
            Device device = machine.devices().get(d);
            RuntimeOverhead overhead = overhead(device);
            DeviceUse use = DeviceUse.within(
                    devices.get(d), estimate.devices().get(d), overhead, free(machine, device), Bytes.ZERO, Bytes.ZERO);
            uses.add(use);
            if (shared.get(d)) {
                inHost = inHost.plus(use.total());
                overheadInHost = overheadInHost.plus(overhead.typical());
            }
        }
        Bytes free = machine.hostPool().free();
        Bytes lending = host.plus(Bytes.of(lent(estimate)));
        return new LaunchUse(
                uses, DeviceUse.within(lending, estimate.host(), overhead(machine), free, inHost, overheadInHost));
    }

    /** Returns where so many bytes of weights would lie; whether their context fits too is asked with an {@link Estimate}. */
    public WeightsPlace place(Bytes weights) {
        long onDevices = Math.min(allDevices(), usable());
        if (onDevices > 0 && weights.count() <= onDevices) {
            return WeightsPlace.GPU;
        }
        if (weights.count() > usable()) {
            return WeightsPlace.NO;
        }
        return onDevices > 0 ? WeightsPlace.PARTIAL_GPU : WeightsPlace.CPU;
    }

    /** Returns these budgets, lowered where a launch failed for want of memory; the machine is the one they are of. */
    public Budgets below(List<FailedLaunch> failures, Machine machine) {
        if (failures.isEmpty()) {
            return this;
        }
        List<Bytes> lowered = new ArrayList<>(devices);
        Bytes loweredHost = host;
        for (FailedLaunch f : failures) {
            if (f.device() < 0) {
                loweredHost = loweredHost.min(f.limit(machine.hostPool().free()));
            } else {
                Bytes limit = f.limit(machine.devices().get(f.device()).free());
                lowered.set(f.device(), lowered.get(f.device()).min(limit));
            }
        }
        return new Budgets(lowered, loweredHost, shared, memory, loweredHost.equals(host) ? lendable : Bytes.ZERO);
    }

    /** Returns these budgets for several processes at once: the margins hold the driver and process of one, each other takes its own. */
    public Budgets forProcesses(Machine machine, int processes) {
        List<Bytes> lowered = new ArrayList<>();
        Bytes others = overhead(machine).typical();
        for (int d = 0; d < devices.size(); d++) {
            Bytes overhead = overhead(machine.devices().get(d)).typical();
            lowered.add(less(devices.get(d), overhead, processes - 1));
            others = shared.get(d) ? others.plus(overhead) : others;
        }
        Bytes lent = less(lendable, others, processes - 1);
        return new Budgets(lowered, less(host, others, processes - 1), shared, memory, lent);
    }

    /** Returns what is left beside a launch; it must fit. */
    public Budgets without(Estimate estimate) {
        List<Bytes> left = new ArrayList<>();
        for (int d = 0; d < devices.size(); d++) {
            left.add(Bytes.of(Math.max(0, left(estimate, d))));
        }
        Bytes kept = Bytes.of(lendable.count() - lent(estimate));
        return new Budgets(left, Bytes.of(Math.max(0, hostLeft(estimate))), shared, memory, kept);
    }

    /**
     * Returns what of the CPU's reserve the weights of a launch may take. The reserve is there so that the system and other programs may
     * grow. Where they do, pages of a mapped file are given up first and nothing is lost; so weights that are used where the file is
     * mapped may lie in it: tables of which a token reads one row, and for a part of it weights that are read whole.
     */
    private long lent(Estimate estimate) {
        MappedWeights mapped = estimate.mapped();
        long whole = Math.min(mapped.whole().count(), (long) (lendable.count() * READ_SHARE));
        return Math.min(lendable.count(), Math.addExact(mapped.rows().count(), whole));
    }

    /** Returns what of the reserve a launch needs; 0 if it fits beside it. */
    public Bytes borrowed(Estimate estimate) {
        long over = Math.max(0, lent(estimate) - hostLeft(estimate));
        return Bytes.of(Math.min(over, lent(estimate)));
    }

    /** Returns what a launch leaves of the host's budget without a loan; 0 if it needs one. */
    public Bytes unlent(Estimate estimate) {
        return Bytes.of(Math.max(0, hostLeft(estimate) - lent(estimate)));
    }

    /** Returns these budgets with what a launch is lent of the reserve. */
    public Budgets lending(Estimate estimate) {
        Bytes lent = Bytes.of(lent(estimate));
        return new Budgets(devices, host.plus(lent), shared, memory, lendable.minus(lent));
    }

    /** Returns the most that a launch may take of the CPU's memory, with all that may be lent. */
    public long mostHost() {
        return Math.addExact(host.count(), lendable.count());
    }

    private static Bytes less(Bytes from, Bytes each, int times) {
        return Bytes.of(Math.max(0, from.count() - each.count() * times));
    }

    /** Returns whether everything fits. */
    public boolean fits(Estimate estimate) {
        return devicesFit(estimate) && hostLeft(estimate) >= 0;
    }

    /** Returns whether every device holds its part; a device that shares the CPU's memory, together with the host's part. */
    public boolean devicesFit(Estimate estimate) {
        if (shared.contains(true) && hostLeft(estimate) < 0) {
            return false;
        }
        return !overfills(estimate);
    }

    /** Returns whether a device overflows by itself, whatever lies on the host. */
    public boolean overfills(Estimate estimate) {
        for (int i = 0; i < devices.size(); i++) {
            if (left(estimate, i) < 0) {
                return true;
            }
        }
        return false;
    }

    /** Returns the bytes left of the budget of a device; negative if it overflows. */
    public long left(Estimate estimate, int device) {
        return devices.get(device).count()
                - estimate.devices().get(device).total().count();
    }

    /** Returns the bytes left of the host budget, less what devices take of the same memory; negative if it overflows. */
    public long hostLeft(Estimate estimate) {
        long used = estimate.host().total().count();
        List<BufferSizes> buffers = estimate.devices();
        for (int i = 0; i < buffers.size(); i++) {
            used = Math.addExact(used, shared.get(i) ? buffers.get(i).total().count() : 0);
        }
        return Math.addExact(host.count(), lent(estimate)) - used;
    }

    /** Returns the smallest room left on a device, or on the host without devices. */
    public long headroom(Estimate estimate) {
        long smallest = devices.isEmpty() ? hostLeft(estimate) : Long.MAX_VALUE;
        for (int i = 0; i < devices.size(); i++) {
            smallest = Math.min(smallest, left(estimate, i));
        }
        return smallest;
    }

    /** Returns the smallest room left on a device that holds layers; a card that holds none has all of its room and no part in this. */
    public long spare(Estimate estimate) {
        long smallest = Long.MAX_VALUE;
        for (int i = 0; i < devices.size(); i++) {
            boolean works = estimate.layerDevice().contains(i);
            smallest = works ? Math.min(smallest, left(estimate, i)) : smallest;
        }
        return smallest == Long.MAX_VALUE ? headroom(estimate) : smallest;
    }

    /** Returns the most bytes that a launch may take of all memory together, with all that may be lent. */
    public long everything() {
        return Math.addExact(usable(), lendable.count());
    }

    /** Returns the bytes that a launch may take of all memory together without a loan. */
    public long usable() {
        long sum = host.count();
        for (int i = 0; i < devices.size(); i++) {
            sum = Math.addExact(sum, shared.get(i) ? 0 : devices.get(i).count());
        }
        return sum;
    }

    /** Returns the bytes that a launch may take of the devices together. */
    public long allDevices() {
        long sum = 0;
        for (Bytes budget : devices) {
            sum = Math.addExact(sum, budget.count());
        }
        return sum;
    }
}
