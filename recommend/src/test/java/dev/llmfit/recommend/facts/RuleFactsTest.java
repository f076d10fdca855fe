package dev.llmfit.recommend.facts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmfit.probe.Enclosure;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Warning;
import dev.llmfit.probe.assembly.MachineAssembly;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.hardware.MachineProfiles;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.wish.Request;
import dev.llmfit.rules.Fact;
import dev.llmfit.rules.FactValue;
import dev.llmfit.rules.Facts;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleFactsTest {
    @ParameterizedTest
    @CsvSource({"true, false", "false, true", "true, true", "false, false"})
    void whereAMachineRunsIsReadFromItAndNotFromItsWarnings(boolean wsl, boolean container) {
        Machine m = machine("rtx4090-24g-64g");
        List<Warning> misleading = List.of(new Warning("wsl-cgroup", "Neither.", "Nothing to do."));
        Machine machine = new Machine(
                m.id(),
                m.os(),
                m.arch(),
                new Enclosure(wsl, container),
                m.cpu(),
                m.pools(),
                m.devices(),
                misleading,
                m.excluded());
        Facts facts = facts(machine);
        assertEquals(Optional.of(new FactValue.Flag(wsl)), facts.find(Fact.MACHINE_WSL));
        assertEquals(Optional.of(new FactValue.Flag(container)), facts.find(Fact.MACHINE_CONTAINER));
    }

    private static Machine machine(String id) {
        return new MachineAssembly(HardwareDatabase.bundled())
                .assemble(MachineProfiles.bundled().find(id).orElseThrow().facts());
    }

    private static Facts facts(Machine machine) {
        return RuleFacts.of(Request.chat(), false, machine, Budgets.of(machine, Budgets.DEFAULT_MARGIN));
    }
}
