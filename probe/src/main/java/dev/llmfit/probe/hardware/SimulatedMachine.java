package dev.llmfit.probe.hardware;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Warning;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.probe.database.HardwareEntry.Kind;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.probe.facts.MachineFacts;
import dev.llmfit.probe.facts.MetalWorkingSet;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Change;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A machine around devices of the hardware database, or around sizes alone. What is not told is filled in by these rules, and the
 * machine carries a warning that says so:
 *
 * <ul>
 *   <li>A card sits in a desktop with Linux, 8 cores and 64 GiB of dual-channel DDR5-5600; cards with HBM, and four or more
 *       cards, in a server with 32 cores and 512 GiB of 8-channel DDR5-4800.
 *   <li>What the system and open programs take of the RAM: {@link SystemUse}.
 *   <li>An idle NVIDIA driver keeps 2 % of a card, others 1 % (median of the bundled profiles without a display).
 * </ul>
 *
 * <p>Nothing of the machine that this runs on enters.
 */
final class SimulatedMachine {
    private static final String DESKTOP_MEMORY = "cpu-desktop-ddr5-5600-2ch";
    private static final String SERVER_MEMORY = "xeon-spr-8ch-4800";

    /** RAM of a desktop or server where none is told, as said above. */
    private static final int DESKTOP_GIB = 64;

    private static final int SERVER_GIB = 512;

    /** Cores where none are told, as said above. */
    private static final int DESKTOP_CORES = 8;

    private static final int SERVER_CORES = 32;

    private final HardwareDatabase database;
    private final HostWish said;
    private final Optional<HostProcessor> processor;

    /**
     * Creates a simulation.
     *
     * @param said what is said of the machine around the devices
     * @throws HardwareException if the processor that is said is not known
     */
    SimulatedMachine(HardwareDatabase database, HostWish said) {
        this.database = database;
        this.said = said;
        this.processor = said.cpu().map(text -> HostProcessor.of(text, database));
    }

    /**
     * Returns a machine with these.
     *
     * @throws HardwareException if it cannot have the system that is said
     */
    MachineFacts of(NamedDevices devices) {
        if (devices.parts().isEmpty()) {
            return ofSizes(Optional.empty(), 0);
        }
        HardwareEntry first = devices.parts().getFirst().entry();
        return switch (first.kind()) {
            case GPU -> first.isChip() ? chip(first, devices.notes()) : withCards(devices);
            case CPU -> processor(first, devices.notes());
            case APU, IGPU, APPLE_SOC, SOC -> chip(first, devices.notes());
        };
    }

    /** Returns a machine of which only sizes are told: so many cards of a memory, or none. */
    MachineFacts ofSizes(Optional<Bytes> vram, int count) {
        List<GpuFacts> cards =
                vram.map(size -> Collections.nCopies(count, card(size))).orElse(List.of());
        SimulatedHost host = host(!cards.isEmpty() && count >= 4);
        String what = cards.isEmpty()
                ? "Only the host is described"
                : "Only the memory of the GPU is told; a CUDA card is assumed";
        return host.with("simulated", cards, what + ", in " + described(host) + ".", notes());
    }

    /** Returns a rented machine of this name: a server, whatever its cards. */
    MachineFacts rented(String name, NamedDevices devices) {
        SimulatedHost host = host(true);
        List<GpuFacts> gpus = new ArrayList<>();
        devices.parts().forEach(p -> gpus.addAll(Collections.nCopies(p.count(), card(p.entry()))));
        String told =
                "The type of machine tells GPUs, RAM and cores; it is taken to be part of " + described(host) + ".";
        return host.with(name, gpus, told, notes());
    }

    /** Returns the host that is assumed around GPUs, whose memory is theirs. */
    MachineFacts around(String id, String os, List<GpuFacts> gpus) {
        HostWish with = new HostWish(said.ram(), said.speed(), said.cpu(), Optional.of(os));
        SimulatedHost host = new SimulatedMachine(database, with).host(gpus.size() >= 4);
        return host.with(
                id,
                gpus,
                "The profile does not tell all of the host; what it lacks is of " + described(host) + ".",
                notes());
    }

    /** A card of which nothing but its memory is known; the backend that most cards have. */
    static GpuFacts card(Bytes vram) {
        return GpuFacts.named("GPU of " + vram, "--vram")
                .backends(List.of(Backend.CUDA))
                .total(Optional.of(vram))
                .free(Optional.of(vram))
                .build();
    }

    private MachineFacts withCards(NamedDevices devices) {
        boolean server = devices.count() >= 4
                || devices.parts().stream()
                        .anyMatch(p -> p.entry()
                                .memoryType()
                                .filter(t -> t.startsWith("HBM"))
                                .isPresent());
        if (said.os().filter(os -> os.equals("macos")).isPresent()) {
            throw new HardwareException(
                    Hint.of("{0} runs no " + devices.parts().getFirst().entry().name(), new Change("os", "macos")),
                    Hint.plain("name a Mac, such as apple-m4-max-40c-64g"));
        }
        SimulatedHost host = host(server);
        List<GpuFacts> gpus = new ArrayList<>();
        devices.parts().forEach(p -> gpus.addAll(Collections.nCopies(p.count(), card(p.entry()))));
        String named = devices.count() > 1
                ? "Only the cards are named; they are put into "
                : "Only the card is named; it is put into ";
        List<Warning> notes = new ArrayList<>(devices.notes());
        notes.addAll(notes());
        return host.with(devices.name(), gpus, named + described(host) + ".", notes);
    }

    /** Returns a card of the database as an idle driver shows it. */
    static GpuFacts card(HardwareEntry entry) {
        Bytes total = entry.driverTotalMib()
                .map(mib -> Bytes.ofMib(mib))
                .orElseGet(() -> Bytes.ofGib(entry.memoryGb().orElseThrow()));
        double kept = entry.vendor().equals("NVIDIA") ? 0.02 : 0.01;
        return GpuFacts.named(entry.name(), "hardware database (" + entry.source() + ")")
                .backends(backends(entry))
                .total(Optional.of(total))
                .free(Optional.of(Bytes.of((long) (total.count() * (1 - kept)))))
                .databaseId(Optional.of(entry.id()))
                .pcieLink(entry.pcie())
                .build();
    }

    private SimulatedHost host(boolean server) {
        HardwareEntry usual =
                database.byId(server ? SERVER_MEMORY : DESKTOP_MEMORY).orElseThrow();
        HardwareEntry memory = processor.flatMap(HostProcessor::memory).orElse(usual);
        boolean rack = processor.flatMap(HostProcessor::memory).isPresent() ? isServer(memory) : server;
        String os = said.os().orElse("linux");
        return new SimulatedHost(
                os,
                isArm(memory) ? "arm64" : "x86_64",
                rack && os.equals("linux") ? SystemUse.LINUX_SERVER : SystemUse.desktop(os),
                cores(rack ? SERVER_CORES : DESKTOP_CORES),
                memory,
                said.ram().orElse(Bytes.ofGib(rack ? SERVER_GIB : DESKTOP_GIB)),
                rack ? 8 : 2,
                said);
    }

    private static String described(SimulatedHost host) {
        String kind = host.use() == SystemUse.LINUX_SERVER ? "a server" : "a desktop";
        return kind + " with "
                + (host.os().equals("macos") ? "macOS" : host.os().equals("windows") ? "Windows" : "Linux") + ", "
                + host.cores() + " cores and " + host.installed() + " of " + host.memoryName();
    }

    private List<Warning> notes() {
        return processor.map(HostProcessor::notes).orElse(List.of());
    }

    private int cores(int usual) {
        return processor.isPresent() ? processor.get().cores().orElse(usual) : usual;
    }

    private MachineFacts processor(HardwareEntry entry, List<Warning> notes) {
        boolean server = isServer(entry);
        String os = said.os().orElse("linux");
        SimulatedHost host = new SimulatedHost(
                os,
                isArm(entry) ? "arm64" : "x86_64",
                server && os.equals("linux") ? SystemUse.LINUX_SERVER : SystemUse.desktop(os),
                cores(DESKTOP_CORES),
                entry,
                said.ram().orElse(Bytes.ofGib(entry.memoryGb().orElse(64.0))),
                server ? 8 : 2,
                said);
        String assumed = said.ram().isPresent()
                ? host.cores() + " cores are assumed."
                : host.cores() + " cores and " + host.installed() + " are assumed.";
        return host.with(entry.id(), List.of(), "Only the memory system is named; " + assumed, notes);
    }

    private static boolean isServer(HardwareEntry entry) {
        return entry.kind() == Kind.CPU
                && !entry.id().startsWith("cpu-")
                && !entry.id().startsWith("intel-n")
                && !entry.id().startsWith("hedt-");
    }

    private static boolean isArm(HardwareEntry entry) {
        return entry.architecture().filter(a -> a.startsWith("Neoverse")).isPresent();
    }

    private MachineFacts chip(HardwareEntry entry, List<Warning> notes) {
        Bytes nominal = Bytes.ofGib(entry.memoryGb().orElseThrow());
        Bytes installed = said.ram().orElse(nominal);
        String os = systemOf(entry);
        SimulatedHost host = new SimulatedHost(
                os,
                !entry.vendor().equals("AMD") && !entry.vendor().equals("Intel") ? "arm64" : "x86_64",
                useOf(entry, os),
                cores(entry.vendor().equals("Broadcom") ? 4 : DESKTOP_CORES),
                entry,
                installed,
                2,
                said);
        List<Backend> backends = backends(entry);
        return host.with(
                entry.id(),
                backends.isEmpty() ? List.of() : List.of(gpuOf(entry, host, nominal, backends)),
                processor.flatMap(p -> p.cores().stream().boxed().findFirst()).isPresent()
                        ? "Only the chip and its cores are named."
                        : "Only the chip is named; " + host.cores() + " cores are assumed.",
                notes);
    }

    /** What the GPU may use goes with the RAM: macOS' own limits, else the share that the driver lends of it. */
    private static GpuFacts gpuOf(HardwareEntry entry, SimulatedHost host, Bytes nominal, List<Backend> backends) {
        GpuFacts.Builder gpu = GpuFacts.named(entry.name(), "hardware database (" + entry.source() + ")")
                .backends(backends)
                .unified(true)
                .integrated(entry.kind() != Kind.GPU)
                .databaseId(Optional.of(entry.id()));
        if (host.said().speed().isPresent()) {
            gpu.bandwidthGbps(host.gbps());
        }
        boolean usual = host.installed().equals(nominal);
        double share = host.installed().count() / (double) nominal.count();
        Optional<Bytes> budget = entry.defaultGpuBudgetGib().map(gib -> Bytes.ofGib(usual ? gib : gib * share));
        switch (entry.kind()) {
            case APPLE_SOC -> {
                Optional<Bytes> limit =
                        usual ? budget : Optional.of(MetalWorkingSet.defaultLimit(host.installed(), true));
                gpu.total(limit).free(limit);
            }
            case APU -> gpu.shared(budget);
            default -> {}
        }
        return gpu.build();
    }

    private String systemOf(HardwareEntry entry) {
        boolean phone = entry.id().startsWith("snapdragon-8");
        String usual = switch (entry.vendor()) {
            case "Apple" -> "macos";
            case "Qualcomm" -> phone ? "android" : "windows";
            default -> "linux";
        };
        if (said.os().isPresent() && (phone || said.os().get().equals("macos") != usual.equals("macos"))) {
            throw new HardwareException(
                    Hint.of(
                            "{0} does not run on " + entry.name(),
                            new Change("os", said.os().get())),
                    Hint.of("leave out {0}: it runs " + usual, new Change("os", "")));
        }
        return said.os().orElse(usual);
    }

    private static SystemUse useOf(HardwareEntry entry, String os) {
        boolean board = entry.vendor().equals("Broadcom")
                || entry.vendor().equals("Rockchip")
                || (entry.vendor().equals("NVIDIA") && entry.kind() == Kind.SOC);
        return board ? SystemUse.LINUX_BOARD : SystemUse.desktop(os);
    }

    /** Returns the backends that drive a device, best first. */
    static List<Backend> backends(HardwareEntry entry) {
        return switch (entry.vendor()) {
            case "NVIDIA" -> List.of(Backend.CUDA, Backend.VULKAN);
            case "AMD" ->
                entry.kind() == Kind.APU
                        ? List.of(Backend.VULKAN, Backend.ROCM)
                        : List.of(Backend.ROCM, Backend.VULKAN);
            case "Intel" -> List.of(Backend.SYCL, Backend.VULKAN);
            case "Apple" -> List.of(Backend.METAL);
            case "Qualcomm" -> List.of(Backend.VULKAN);
            default -> List.of();
        };
    }
}
