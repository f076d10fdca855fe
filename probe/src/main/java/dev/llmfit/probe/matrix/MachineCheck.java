package dev.llmfit.probe.matrix;

import dev.llmfit.probe.Budget;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Warning;
import dev.llmfit.probe.hardware.Expectation;
import dev.llmfit.probe.hardware.MachineProfile;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One machine and how it compares with its expectation.
 *
 * @param machine the machine
 * @param budget its budgets
 * @param primaryGpu the GPU that counts most
 * @param backend backend id of the devices, or {@code cpu}
 * @param failures what differs from the expectation, one sentence each
 */
public record MachineCheck(
        Machine machine, Budget budget, Optional<String> primaryGpu, String backend, List<String> failures) {

    /** Budgets may differ by so many GiB or by this share, whichever is more; judgement of who wrote the expectations. */
    private static final double TOLERANCE_GIB = 0.5;

    private static final double TOLERANCE_SHARE = 0.03;

    public MachineCheck {
        failures = List.copyOf(failures);
    }

    /** Compares a machine with what its profile expects. */
    public static MachineCheck of(MachineProfile profile, Machine machine) {
        Budget budget = Budget.of(machine);
        Optional<String> primary = primary(machine);
        String backend = machine.devices().isEmpty()
                ? "cpu"
                : machine.devices().getFirst().backend().id();
        List<String> failures = profile.expectation()
                .map(e -> compare(e, machine, budget, profile))
                .orElse(List.of());
        return new MachineCheck(machine, budget, primary, backend, failures);
    }

    private static List<String> compare(Expectation expect, Machine machine, Budget budget, MachineProfile profile) {
        List<String> failures = new ArrayList<>();
        size("gpu_capacity_gib", expect.gpuCapacityGib(), budget.gpuCapacity(), failures);
        size("gpu_budget_now_gib", expect.gpuBudgetNowGib(), budget.gpuNow(), failures);
        size("host_budget_now_gib", expect.hostBudgetNowGib(), budget.hostNow(), failures);
        number(
                "threads",
                expect.threads().orElse(machine.cpu().threads()),
                machine.cpu().threads(),
                failures);
        int devices = machine.devices().size();
        number("gpu_count", expect.gpuCount().orElse(devices), devices, failures);
        PrimaryGpu.compare(expect.primaryGpu(), machine, profile.facts()).ifPresent(failures::add);
        backend(expect, machine).ifPresent(failures::add);
        for (String wanted : expect.warnings()) {
            boolean found = machine.warnings().stream().map(Warning::id).anyMatch(wanted::equals);
            if (isId(wanted) && !found) {
                failures.add("warnings: '" + wanted + "' was expected but is missing");
            }
        }
        return failures;
    }

    private static void size(String what, OptionalDouble expected, Bytes got, List<String> failures) {
        if (expected.isEmpty()) {
            return;
        }
        double wanted = expected.getAsDouble();
        double allowed = Math.max(TOLERANCE_GIB, TOLERANCE_SHARE * wanted);
        if (Math.abs(got.gib() - wanted) > allowed) {
            failures.add(String.format(
                    Locale.ROOT, "%s: %.2f instead of %.2f (allowed ±%.2f)", what, got.gib(), wanted, allowed));
        }
    }

    private static void number(String what, int expected, int got, List<String> failures) {
        if (expected != got) {
            failures.add(what + ": " + got + " instead of " + expected);
        }
    }

    /** The expectation is prose around backend ids, for example {@code vulkan (faster tg) | rocm}. */
    private static Optional<String> backend(Expectation expect, Machine machine) {
        if (expect.backend().isEmpty()) {
            return Optional.empty();
        }
        String wanted = expect.backend().get().toLowerCase(Locale.ROOT);
        String got = machine.devices().isEmpty()
                ? "cpu"
                : machine.devices().getFirst().backend().id();
        boolean named = List.of(wanted.split("[^a-z]+", -1)).contains(got);
        boolean openCl = got.equals("vulkan")
                && wanted.contains("opencl"); // OpenCL is not modelled; Vulkan drives the same chip
        boolean vendor =
                (got.equals("rocm") && wanted.contains("vulkan")) || (got.equals("vulkan") && wanted.contains("rocm"));
        boolean mixed =
                machine.warnings().stream().anyMatch(w -> w.id().equals("two-vendors")) && wanted.contains("vulkan");
        return named || openCl || vendor || mixed
                ? Optional.empty()
                : Optional.of(
                        "backend: " + got + " instead of " + expect.backend().get());
    }

    private static boolean isId(String warning) {
        return warning.chars().allMatch(c -> c == '-' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
    }

    private static Optional<String> primary(Machine machine) {
        if (machine.devices().isEmpty()) {
            return Optional.empty();
        }
        Device first = machine.devices().getFirst();
        long alike = machine.devices().stream()
                .filter(d -> d.description().equals(first.description()))
                .count();
        return Optional.of(alike > 1 ? first.description() + " #0" : first.description());
    }
}
