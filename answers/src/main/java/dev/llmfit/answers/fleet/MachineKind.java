package dev.llmfit.answers.fleet;

import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.RentedMachines;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Machines of which the same is known.
 *
 * @param machine one of them
 * @param names of all
 */
record MachineKind(Machine machine, List<String> names) {
    /** {@code llama_max_devices} in {@code src/llama.cpp} of b11434. */
    private static final int MOST_CARDS = 16;

    MachineKind {
        names = List.copyOf(names);
    }

    /** Groups machines: what a machine is called and what was found odd about it makes no difference. */
    static List<MachineKind> of(List<FleetMachines.Named> machines) {
        Map<Machine, Machine> first = new LinkedHashMap<>();
        Map<Machine, List<String>> names = new LinkedHashMap<>();
        for (FleetMachines.Named named : machines) {
            Machine m = named.machine();
            Machine bare = new Machine(
                    "", m.os(), m.arch(), m.enclosure(), m.cpu(), m.pools(), m.devices(), List.of(), List.of());
            first.putIfAbsent(bare, m);
            names.computeIfAbsent(bare, _ -> new ArrayList<>()).add(named.name());
        }
        List<MachineKind> kinds = new ArrayList<>();
        names.forEach((bare, all) -> kinds.add(new MachineKind(first.getOrDefault(bare, bare), all)));
        return kinds;
    }

    /** Returns what it is, for people. */
    String title() {
        double ram = machine.hostPool().installed().gib();
        String cards = cards().entrySet().stream()
                .map(e -> e.getValue() == 1 ? e.getKey() : e.getValue() + " × " + e.getKey())
                .collect(Collectors.joining(" + "));
        return String.format(
                Locale.ROOT,
                "%s · %.0f GiB RAM",
                cards.isEmpty() ? machine.cpu().name() : cards,
                ram);
    }

    private Map<String, Integer> cards() {
        Map<String, Integer> cards = new LinkedHashMap<>();
        machine.devices().forEach(d -> cards.merge(d.description(), 1, Integer::sum));
        return cards;
    }

    /** Returns whether one more card like its last can be put in: its memory is not the processor's. */
    boolean takesCards() {
        return !machine.devices().isEmpty()
                && machine.devices().size() < MOST_CARDS
                && !machine.devices()
                        .getLast()
                        .poolId()
                        .equals(machine.hostPool().id());
    }

    /** Returns types of rented machines with the same cards. */
    List<String> rented() {
        List<String> ids = machine.devices().stream()
                .map(Device::databaseId)
                .map(id -> id.orElse(""))
                .toList();
        if (ids.isEmpty() || ids.stream().distinct().count() > 1) {
            return List.of();
        }
        String devices = ids.size() == 1 ? ids.getFirst() : ids.size() + "x " + ids.getFirst();
        return Optional.of(devices)
                .filter(d -> !d.isEmpty())
                .map(d -> RentedMachines.all().stream()
                        .filter(r -> r.devices().equals(d))
                        .map(RentedMachines.Rented::name)
                        .toList())
                .orElse(List.of());
    }
}
