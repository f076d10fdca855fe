package dev.llmfit.probe.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Probe;
import dev.llmfit.probe.assembly.MachineAssembly;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.doctor.SetupFinding.Severity;
import dev.llmfit.probe.hardware.MachineProfiles;
import dev.llmfit.probe.tools.DeviceList;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DoctorTest {
    private static final Probe<String> NO_OSHI = new Probe.Absent<>("not asked");

    @Test
    void anEngineThatSeesTheSameIsNoFinding() {
        List<SetupFinding> findings = examine(
                "rtx4090-24g-64g",
                "Available devices:\n  CUDA0: NVIDIA GeForce RTX 4090 (24081 MiB, 23600 MiB free)\n");
        assertEquals(List.of("display"), ids(findings));
    }

    /** One sentence and what to do, for every machine of the matrix; an error only where a card is lost. */
    @ParameterizedTest
    @MethodSource("profiles")
    void everyFindingIsASentenceWithARemedy(String id) {
        Machine machine = new MachineAssembly(HardwareDatabase.bundled())
                .assemble(MachineProfiles.bundled().find(id).orElseThrow().facts());
        List<SetupFinding> findings =
                Doctor.examine(machine, new Runtimes(Map.of(), new Probe.Absent<>("not asked")), NO_OSHI);
        Severity before = Severity.ERROR;
        for (SetupFinding f : findings) {
            assertTrue(f.text().endsWith(".") && !f.text().contains("  "), f.toString());
            assertTrue(f.severity() == Severity.NOTE || f.fix().text().endsWith("."), f.toString());
            assertTrue(f.severity().compareTo(before) >= 0, "worst first");
            boolean lost = f.id().equals("gpu-not-used") && !f.fix().isEmpty();
            assertEquals(lost, f.severity() == Severity.ERROR, f.toString());
            before = f.severity();
        }
        assertTrue(ids(findings).contains("no-engine"), "no engine was given");
    }

    static Stream<String> profiles() {
        return MachineProfiles.bundled().ids().stream();
    }

    @Test
    void commandsAreThoseOfTheSystem() {
        assertTrue(fix("m1-8g", "no-engine").contains("brew install llama.cpp"));
        assertTrue(fix("m1-8g", "memory-in-use").contains("top -o mem"));
        assertTrue(fix("2xr9700-64g-windows", "no-engine").contains("winget install llama.cpp"));
        assertTrue(fix("2x-epyc-9175f-numa", "numa").contains("--numa distribute"));
        assertTrue(fix("t4-16g-gcp", "smt-vcpu").contains("-t 2"));
        assertTrue(fix("k8s-pod-8g-limit-on-512g", "cpu-quota").contains("-t 4"));
        assertTrue(fix("h100-mig-1g10gb", "mig").contains("nvidia-smi -i 0 -mig 0"));
    }

    private static String fix(String profile, String finding) {
        Machine machine = new MachineAssembly(HardwareDatabase.bundled())
                .assemble(MachineProfiles.bundled().find(profile).orElseThrow().facts());
        return Doctor.examine(machine, new Runtimes(Map.of(), new Probe.Absent<>("not asked")), NO_OSHI).stream()
                .filter(f -> f.id().equals(finding))
                .findFirst()
                .orElseThrow()
                .fix()
                .text();
    }

    @Test
    void anEngineWithoutTheGpuIsAnError() {
        List<SetupFinding> findings = examine("rtx4090-24g-64g", "Available devices:\n");
        assertEquals(List.of("engine-without-gpu", "display"), ids(findings));
        assertEquals(Severity.ERROR, findings.getFirst().severity());
        assertTrue(findings.getFirst().fix().text().contains("CUDA"));
    }

    @Test
    void anEngineThatSeesOtherMemoryOrOtherCountsIsToldFirst() {
        String listed =
                "  CUDA0: NVIDIA GeForce RTX 4090 (16000 MiB, 15000 MiB free)\n  CUDA1: Other (8000 MiB, 7000 MiB free)\n";
        assertEquals(List.of("device-count", "device-memory", "display"), ids(examine("rtx4090-24g-64g", listed)));
    }

    @Test
    void aCardWithoutDriverComesBeforeWarnings() {
        List<SetupFinding> findings = Doctor.examine(machine("nouveau-no-driver-3070"), Runtimes.NONE, NO_OSHI);
        assertEquals(Severity.ERROR, findings.getFirst().severity());
        assertTrue(findings.getFirst().fix().text().contains("driver"));
        assertTrue(ids(findings).contains("no-engine"));
    }

    @Test
    void memoryThatOshiReadsOtherwiseIsAFinding() {
        Probe<String> oshi = new Probe.Found<>("total=" + (32L << 30) + "\navailable=1\n", "OSHI");
        assertTrue(ids(Doctor.examine(machine("rtx4090-24g-64g"), Runtimes.NONE, oshi))
                .contains("memory-disagrees"));
        assertTrue(!ids(Doctor.examine(machine("k8s-pod-8g-limit-on-512g"), Runtimes.NONE, oshi))
                .contains("memory-disagrees"));
    }

    @Test
    void aVulkanBuildIsComparedByPlace() {
        assertEquals(
                List.of("device-memory", "display"),
                ids(examine("rtx4090-24g-64g", "  Vulkan0: NVIDIA GeForce RTX 4090 (12000 MiB, 11000 MiB free)\n")));
    }

    @Test
    void freeMemoryThatDisagreesOrIsImpossibleIsAFinding() {
        assertEquals(
                List.of("device-free", "display"),
                ids(examine("rtx4090-24g-64g", "  CUDA0: NVIDIA GeForce RTX 4090 (24081 MiB, 9000 MiB free)\n")));
        assertEquals(
                List.of("impossible-free", "display"),
                ids(examine("rtx4090-24g-64g", "  CUDA0: NVIDIA GeForce RTX 4090 (24081 MiB, 55372 MiB free)\n")));
    }

    @Test
    void whatOllamaHoldsIsToldAndComparedWithWhatIsInUse() {
        String same = "  CUDA0: NVIDIA GeForce RTX 4090 (24081 MiB, 23600 MiB free)\n";
        Runtimes.Loaded onCpu = new Runtimes.Loaded("llama3.2:1b", Bytes.ofGib(2), Bytes.ZERO);
        Runtimes.Loaded onGpu = new Runtimes.Loaded("qwen3:8b", Bytes.ofGib(8), Bytes.ofGib(7));
        Probe<List<Runtimes.Loaded>> ollama = new Probe.Found<>(List.of(onCpu, onGpu), "Ollama");
        List<SetupFinding> findings = Doctor.examine(machine("rtx4090-24g-64g"), listing(same, ollama), NO_OSHI);
        assertEquals(List.of("ollama-on-cpu", "ollama-disagrees", "display", "ollama-loaded"), ids(findings));
        assertEquals(
                "Ollama holds qwen3:8b: 7.0 GiB on the GPU, 1.0 GiB in RAM.",
                findings.getLast().text());
        assertEquals(
                "ollama stop qwen3:8b gives it back.", findings.getLast().fix().text());
    }

    @Test
    void devicesOfTheRuntime() {
        List<DeviceList.Entry> entries = DeviceList.parse(
                "ggml_cuda_init: found\nAvailable devices:\n  CUDA0: NVIDIA A40 (45498 MiB, 45231 MiB free)\nnonsense: (x)\n");
        assertEquals(1, entries.size());
        assertEquals("NVIDIA A40", entries.getFirst().description());
        assertEquals(45231, entries.getFirst().free().mib(), 0.1);
    }

    @Test
    void privateDataIsRemoved() {
        assertEquals("once as root", new Redaction("/root", "root", "").apply("once as root"));
        Redaction redaction = new Redaction("/home/jane", "jane", "workstation");
        assertEquals(
                "~/models on <host> by <user>, GPU-<uuid>, <mac>, <ip>, janet stays",
                redaction.apply("/home/jane/models on workstation by jane, GPU-7fdaf0a5-179b-f636-d15d-daf243e3ff16,"
                        + " 00:1a:2b:3c:4d:5e, 192.168.1.17, janet stays"));
    }

    private static List<SetupFinding> examine(String id, String listed) {
        return Doctor.examine(machine(id), listing(listed, new Probe.Absent<>("not running")), NO_OSHI);
    }

    private static Runtimes listing(String listed, Probe<List<Runtimes.Loaded>> ollama) {
        return new Runtimes(Map.of("llama-server", new Probe.Found<>(listed, "llama-server")), ollama);
    }

    private static List<String> ids(List<SetupFinding> findings) {
        return findings.stream().map(SetupFinding::id).toList();
    }

    private static Machine machine(String id) {
        return new MachineAssembly(HardwareDatabase.bundled())
                .assemble(MachineProfiles.bundled().find(id).orElseThrow().facts());
    }
}
