package dev.llmfit.sizing.speed;

import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.sizing.speed.PowerPart.Basis;
import dev.llmfit.sizing.speed.PowerPart.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The parts of a machine that take power when a model runs: its cards and its processor, or the chip that is both. The rest of the
 * computer and what its power supply loses is not among them.
 *
 * @param devices the part of each device, in llama.cpp's order; several devices of one chip have the same one
 * @param processor the processor; empty where it is part of a chip
 */
public record MachinePower(List<PowerPart> devices, Optional<PowerPart> processor) {
    public MachinePower {
        devices = List.copyOf(devices);
    }

    /** Returns the parts of a machine; empty if the nominal power of a card is not known. */
    public static Optional<MachinePower> of(Machine machine) {
        List<PowerPart> devices = new ArrayList<>();
        boolean chip = false;
        for (Device device : machine.devices()) {
            Optional<HardwareEntry> entry = device.databaseId().flatMap(HardwareDatabase.bundled()::byId);
            Optional<PowerPart> part = entry.flatMap(e -> part(device, e));
            if (part.isEmpty()) {
                return Optional.empty();
            }
            devices.add(part.get());
            chip |= entry.get().kind().unified();
        }
        return Optional.of(new MachinePower(devices, chip ? Optional.empty() : Optional.of(processor(machine))));
    }

    private static Optional<PowerPart> part(Device device, HardwareEntry entry) {
        if (entry.kind() == HardwareEntry.Kind.APPLE_SOC) {
            return apple(entry.name());
        }
        Kind kind = entry.kind().unified()
                ? Kind.PACKAGE
                : entry.memoryType().filter(t -> t.contains("HBM")).isPresent() ? Kind.HBM : Kind.CARD;
        Optional<Double> limit = device.setting().powerWatts().filter(w -> w > 0);
        if (limit.isPresent()) {
            return Optional.of(new PowerPart(device.description(), kind, limit.get(), limit.get(), Basis.LIMIT));
        }
        return entry.tdpWatt().flatMap(text -> part(device.description(), kind, text));
    }

    private static Optional<PowerPart> part(String name, Kind kind, String watts) {
        OptionalDouble most = PowerLimit.most(watts);
        OptionalDouble least = PowerLimit.least(watts);
        return most.isPresent() && least.isPresent() && least.getAsDouble() > 0
                ? Optional.of(new PowerPart(name, kind, least.getAsDouble(), most.getAsDouble(), Basis.DATABASE))
                : Optional.empty();
    }

    private static Optional<PowerPart> apple(String chip) {
        double watts =
                constants().extra("power.apple." + chip.replace("Apple ", "").replaceAll(" [(0-9].*", ""));
        return watts > 0 ? Optional.of(new PowerPart(chip, Kind.PACKAGE, watts, watts, Basis.KIND)) : Optional.empty();
    }

    private static PowerPart processor(Machine machine) {
        String name = machine.cpu().name();
        Optional<PowerPart> chip = name.contains("Apple") ? apple(name) : Optional.empty();
        Optional<PowerPart> listed = HardwareDatabase.bundled()
                .byId(machine.id())
                .filter(e -> e.kind() == HardwareEntry.Kind.CPU || e.kind().unified())
                .flatMap(HardwareEntry::tdpWatt)
                .flatMap(text -> part(name, Kind.PROCESSOR, text));
        return chip.or(() -> listed).orElseGet(() -> ofKind(machine));
    }

    private static PowerPart ofKind(Machine machine) {
        boolean laptop =
                machine.devices().stream().anyMatch(d -> d.description().contains("Laptop"));
        String kind = switch (ProcessorKind.of(machine)) {
            case SERVER -> "server";
            case BOARD -> "board";
            case DESKTOP, APPLE -> laptop ? "laptop" : "desktop";
        };
        int sockets = Math.max(1, machine.cpu().sockets());
        return new PowerPart(
                machine.cpu().name(),
                Kind.PROCESSOR,
                sockets * constants().get("power.watts." + kind + ".low"),
                sockets * constants().get("power.watts." + kind + ".high"),
                Basis.KIND);
    }

    /** Returns all parts, each once. */
    public List<PowerPart> parts() {
        List<PowerPart> parts = new ArrayList<>();
        for (int d = 0; d < devices.size(); d++) {
            if (!isPartOfAnEarlierOne(d)) {
                parts.add(devices.get(d));
            }
        }
        processor.ifPresent(parts::add);
        return parts;
    }

    /** One chip may have devices of several backends. */
    private boolean isPartOfAnEarlierOne(int d) {
        return devices.get(d).kind() == Kind.PACKAGE && devices.subList(0, d).contains(devices.get(d));
    }

    /** Returns the watts of a test of this launch. */
    Span watts(SpeedModel speeds, SpeedRequest request, Evidence.Test test) {
        WorkShares shares = WorkShares.of(speeds, request, test);
        Span sum = new Span(0, 0, 0);
        for (int d = 0; d < devices.size(); d++) {
            if (!isPartOfAnEarlierOne(d)) {
                Span own = shares.devices().get(d);
                boolean both = devices.get(d).kind() == Kind.PACKAGE;
                sum = sum.plus(devices.get(d).watts(constants(), test, both ? together(own, shares.processor()) : own));
            }
        }
        return processor.isPresent() ? sum.plus(processor.get().watts(constants(), test, shares.processor())) : sum;
    }

    /** A chip works where its GPU or its processor does. */
    private static Span together(Span gpu, Span processor) {
        return new Span(
                Math.min(1, gpu.low() + processor.low()),
                Math.min(1, gpu.mid() + processor.mid()),
                Math.min(1, gpu.high() + processor.high()));
    }

    private static SpeedConstants constants() {
        return SpeedConstants.power();
    }
}
