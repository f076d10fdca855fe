package dev.llmfit.probe.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.Machine;
import dev.llmfit.probe.assembly.MachineAssembly;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.hardware.MachineDocument;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeFeaturesTest {
    private static final Pattern LINE =
            Pattern.compile("[a-z0-9.]+/[a-z.-]+=[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?");

    private static Machine machine(String gpus) {
        String yaml = """
                id: node
                cpu: {name: EPYC 9354, physical_cores: 32, logical_cpus: 64}
                ram: {total_gib: 256, available_gib: 250}
                gpus: [%s]
                """.formatted(gpus);
        return new MachineAssembly(HardwareDatabase.bundled())
                .assemble(MachineDocument.parse("node.yaml", yaml)
                        .entries()
                        .getFirst()
                        .profile()
                        .facts());
    }

    /** The smallest and the slowest card decide: a scheduler does not choose among the cards of a node. */
    @Test
    void saysWhatHoldsForEveryCard() {
        Map<NodeLabel, String> labels = NodeFeatures.of(
                machine("{name: GeForce RTX 3090, backend: cuda, total_mib: 24576, bandwidth_gbps: 936},"
                        + " {name: GeForce RTX 3060, backend: cuda, total_mib: 12288, bandwidth_gbps: 360}"));
        assertEquals("2", labels.get(NodeLabel.GPU_COUNT));
        assertEquals("12288", labels.get(NodeLabel.GPU_MEMORY));
        assertEquals("360", labels.get(NodeLabel.GPU_BANDWIDTH));
        assertEquals("cuda", labels.get(NodeLabel.GPU_BACKEND));
    }

    @Test
    void aNodeWithoutGpusSaysSo() {
        Map<NodeLabel, String> labels = NodeFeatures.of(machine(""));
        assertEquals("0", labels.get(NodeLabel.GPU_COUNT));
        assertEquals(Optional.empty(), Optional.ofNullable(labels.get(NodeLabel.GPU_MEMORY)));
        assertTrue(Integer.parseInt(labels.getOrDefault(NodeLabel.RAM_MEMORY, "0")) > 200_000, labels::toString);
    }

    /** The name and the value of every line are such as Kubernetes takes, whatever a driver calls its card. */
    @Test
    void everyLineIsALabel() {
        String file = NodeFeatures.file(
                machine("{name: '(R) «Arc™»\\n=x; B-60 " + "y".repeat(80) + "', backend: vulkan, total_mib: 24576}"));
        file.lines().forEach(line -> assertTrue(LINE.matcher(line).matches(), line));
        assertTrue(file.contains("llmfit.dev/gpu.name="), file);
    }

    @ParameterizedTest
    @CsvSource({"NVIDIA GeForce RTX 4090,NVIDIA-GeForce-RTX-4090", "-_.,''", "gfx1100,gfx1100", "a=b,a-b", "'',''"})
    void cutsAValueToWhatALabelHolds(String text, String value) {
        assertEquals(value, NodeFeatures.value(text).orElse(""));
    }
}
