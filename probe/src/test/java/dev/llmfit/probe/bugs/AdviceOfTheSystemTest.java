package dev.llmfit.probe.bugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Warning;
import dev.llmfit.probe.assembly.MachineAssembly;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.hardware.MachineProfiles;
import dev.llmfit.probe.hardware.MachineResolver;
import dev.llmfit.probe.source.Source;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Advice speaks of the system at hand, also for recordings and machines that are not here. */
class AdviceOfTheSystemTest {
    private static final Pattern LINUX = Pattern.compile(
            "\\bsudo\\b|/proc/|/sys/|MemAvailable|drop_caches|modprobe|sysctl vm|dmesg|journalctl|lspci");
    private static final Pattern WINDOWS = Pattern.compile("Control Panel|Sysmem Fallback|%UserProfile%|winget|wsl --");
    private static final Pattern MACOS = Pattern.compile("iogpu|brew install");

    private static final Map<String, Pattern> FOREIGN = Map.of(
            "windows", or(LINUX, MACOS),
            "macos", or(Pattern.compile("/proc/|/sys/|MemAvailable|drop_caches|modprobe|dmesg"), WINDOWS),
            "linux", or(WINDOWS, MACOS),
            "wsl2", MACOS,
            "android", or(WINDOWS, MACOS));

    private static Pattern or(Pattern a, Pattern b) {
        return Pattern.compile(a.pattern() + "|" + b.pattern());
    }

    static Stream<String> profiles() {
        return MachineProfiles.bundled().ids().stream();
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void noMachineOfTheMatrixIsToldOfAnotherSystem(String id) {
        ownWords(new MachineAssembly(HardwareDatabase.bundled())
                .assemble(MachineProfiles.bundled().find(id).orElseThrow().facts()));
    }

    @ParameterizedTest
    @CsvSource({
        "geforce-rtx-4090-24g, windows",
        "geforce-rtx-4090-24g, linux",
        "rtx-pro-6000-96g, windows",
        "2x geforce-rtx-3090-24g, windows",
        "radeon-rx-7900-xtx-24g, windows",
        "arc-b580-12g, windows",
        "dgx-spark, windows",
        "dgx-spark, linux",
        "apple-m2-max-38c-96g, macos"
    })
    void noSimulatedMachineIs(String hardware, String os) {
        HardwareSelector selector = HardwareSelector.parse(
                        Optional.of(hardware), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty())
                .around(Optional.empty(), Optional.empty(), Optional.of(os));
        Machine machine = MachineResolver.bundled(() -> {
                    throw new IllegalStateException("a named machine needs no probe");
                })
                .resolve(selector);
        assertEquals(os, machine.os());
        ownWords(machine);
    }

    @Test
    @DisplayName("unsloth#11208: N1X with Windows has what it keeps and what it is lent, and no page cache of Linux")
    void sparkWithWindows() {
        Machine machine = FakeSource.windows(54.2, 40)
                .library(
                        Source.Library.NVML,
                        "count=1\ndriver=596.10\ngpu.0.name=NVIDIA RTX Spark N1X\ngpu.0.memory.total=8522825728\n"
                                + "gpu.0.memory.free=8314159104\ngpu.0.pci_id=10de:2e2a\ngpu.0.compute=12.1\n")
                .library(
                        Source.Library.DXGI,
                        ReportedMachines.adapter(0, "NVIDIA RTX Spark N1X", "10de", "2e2a", 8522825728L, 40802189312L))
                .machine();
        // CUDA told 46,477 MiB there; Windows keeps 1 % of both for itself.
        assertEquals(46477, machine.devices().getFirst().capacity().mib(), 46477 * 0.015);
        ownWords(machine);
        assertTrue(machine.warnings().stream().noneMatch(w -> w.id().equals("sysmem-fallback")), "it is one memory");
    }

    @Test
    void wslWithoutACardSaysWhichCardsItCanShow() {
        Machine machine = FakeSource.linux()
                .file("/proc/sys/kernel/osrelease", "6.6.87.2-microsoft-standard-WSL2\n")
                .machine();
        Warning warning = machine.warnings().stream()
                .filter(w -> w.id().equals("wsl-without-gpu"))
                .findFirst()
                .orElseThrow();
        assertTrue(warning.text().contains("ROCm for WSL"), warning.text());
    }

    private static void ownWords(Machine machine) {
        Pattern foreign = Objects.requireNonNull(FOREIGN.get(machine.os()), machine.os());
        for (Warning w : machine.warnings()) {
            String said = w.text() + " " + w.fix().text();
            assertFalse(foreign.matcher(said).find(), machine.os() + ": " + said);
        }
    }
}
