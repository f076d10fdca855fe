package dev.llmfit.recommend.facts;

import dev.llmfit.probe.Cpu;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Pool;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.wish.Request;
import dev.llmfit.rules.Fact;
import dev.llmfit.rules.Facts;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the rules may know of a request and a machine. A fact that the machine does not tell is left out. */
public final class RuleFacts {
    /** Single boards have up to 16 GiB; a little more, because sizes are read in different units. Judgement. */
    private static final double SMALL_BOARD_GIB = 17;

    private RuleFacts() {}

    public static Facts of(Request request, boolean modelGiven, Machine machine, Budgets budgets) {
        Facts.Builder facts = Facts.builder();
        request(facts, request, modelGiven);
        host(facts, machine, budgets);
        devices(facts, machine, budgets);
        return facts.build();
    }

    private static void request(Facts.Builder facts, Request request, boolean modelGiven) {
        facts.set(Fact.REQUEST_USE_CASE, request.useCase().id())
                .set(Fact.REQUEST_MODEL_GIVEN, modelGiven)
                .set(Fact.REQUEST_PREFER, request.aim().id());
        request.ctx().ifPresent(c -> facts.set(Fact.REQUEST_CTX, c));
        request.minTps().ifPresent(t -> facts.set(Fact.REQUEST_MIN_TPS, t));
        request.users().ifPresent(u -> facts.set(Fact.REQUEST_USERS, u));
    }

    private static void host(Facts.Builder facts, Machine machine, Budgets budgets) {
        Pool pool = machine.hostPool();
        Cpu cpu = machine.cpu();
        facts.set(Fact.MACHINE_OS, machine.os())
                .set(Fact.MACHINE_ARCH, machine.arch())
                .set(Fact.MACHINE_RAM_GIB, pool.installed().gib())
                .set(Fact.MACHINE_RAM_FREE_GIB, pool.free().gib())
                .set(Fact.MACHINE_RAM_USABLE_GIB, budgets.host().gib())
                .set(Fact.MACHINE_SOCKETS, cpu.sockets())
                .set(Fact.MACHINE_CORES, cpu.physicalCores())
                .set(Fact.MACHINE_THREADS, cpu.threads())
                .set(Fact.MACHINE_CPU_ONLY, machine.devices().isEmpty())
                .set(Fact.MACHINE_WSL, machine.enclosure().wsl())
                .set(Fact.MACHINE_CONTAINER, machine.enclosure().container())
                .set(Fact.MACHINE_SINGLE_BOARD, singleBoard(machine));
        pool.readGbps().ifPresent(b -> facts.set(Fact.MACHINE_RAM_BANDWIDTH, b));
        if (machine.arch().equals("x86_64") && !cpu.isa().isEmpty()) {
            facts.set(Fact.MACHINE_AVX2, cpu.isa().contains("avx2"));
        }
    }

    private static void devices(Facts.Builder facts, Machine machine, Budgets budgets) {
        List<Device> devices = machine.devices();
        facts.set(Fact.MACHINE_GPU_COUNT, devices.size());
        if (devices.isEmpty()) {
            facts.set(Fact.MACHINE_LAPTOP, PartNames.mobile(machine));
            return;
        }
        Device first = devices.getFirst();
        Bytes capacity = Bytes.ZERO;
        Bytes free = Bytes.ZERO;
        Bytes largest = Bytes.ZERO;
        for (Device device : devices) {
            capacity = capacity.plus(device.capacity());
            free = free.plus(device.free());
            largest = largest.compareTo(device.capacity()) < 0 ? device.capacity() : largest;
        }
        boolean unified = budgets.shared().getFirst();
        facts.set(Fact.MACHINE_VRAM_GIB, capacity.gib())
                .set(Fact.MACHINE_VRAM_CARD_GIB, largest.gib())
                .set(Fact.MACHINE_VRAM_FREE_GIB, free.gib())
                .set(
                        Fact.MACHINE_VRAM_USABLE_GIB,
                        Bytes.of(budgets.allDevices()).gib())
                .set(Fact.MACHINE_BACKEND, first.backend().id())
                .set(Fact.MACHINE_GPU_NAME, first.description())
                .set(Fact.MACHINE_UNIFIED, unified)
                .set(Fact.MACHINE_INTEGRATED_GPU, PartNames.integrated(first, unified))
                .set(Fact.MACHINE_MIXED_GPUS, mixed(devices))
                .set(Fact.MACHINE_LAPTOP, PartNames.mobile(machine));
        vendor(first).ifPresent(v -> facts.set(Fact.MACHINE_VENDOR, v));
        first.architecture().ifPresent(a -> facts.set(Fact.MACHINE_GPU_ARCH, a));
        first.bandwidthGbps().ifPresent(b -> facts.set(Fact.MACHINE_GPU_BANDWIDTH, b));
    }

    private static boolean mixed(List<Device> devices) {
        Device first = devices.getFirst();
        return devices.stream()
                .anyMatch(d -> !d.description().equals(first.description())
                        || !d.capacity().equals(first.capacity()));
    }

    private static Optional<String> vendor(Device device) {
        return switch (device.backend()) {
            case CUDA -> Optional.of("NVIDIA");
            case ROCM -> Optional.of("AMD");
            case METAL -> Optional.of("Apple");
            case SYCL -> Optional.of("Intel");
            case VULKAN, REFERENCE, RPC, CPU -> byName(device.description().toLowerCase(Locale.ROOT));
        };
    }

    private static Optional<String> byName(String description) {
        if (description.contains("radeon") || description.contains("amd")) {
            return Optional.of("AMD");
        }
        if (description.contains("intel") || description.contains("arc")) {
            return Optional.of("Intel");
        }
        return description.contains("geforce") || description.contains("nvidia") || description.contains("rtx")
                ? Optional.of("NVIDIA")
                : Optional.empty();
    }

    private static boolean singleBoard(Machine machine) {
        String cpu = machine.cpu().name().toLowerCase(Locale.ROOT);
        return machine.devices().isEmpty()
                && machine.hostPool().installed().gib() < SMALL_BOARD_GIB
                && (cpu.contains("cortex") || cpu.contains("raspberry") || cpu.contains("rockchip"));
    }
}
