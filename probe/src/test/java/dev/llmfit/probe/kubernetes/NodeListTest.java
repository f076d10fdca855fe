package dev.llmfit.probe.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.hardware.HardwareException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes of clusters. */
class NodeListTest {
    private static List<ClusterNode> read(String labels, String allocatable) {
        return NodeList.read(
                "{`apiVersion`:`v1`,`kind`:`List`,`items`:[{`metadata`:{`name`:`a.b-1`,`labels`:{%s}},`status`:{`allocatable`:{%s}}}]}"
                        .formatted(labels, allocatable)
                        .replace('`', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "`nvidia.com/gpu.product`:`NVIDIA-A100-SXM4-80GB` | `nvidia.com/gpu`:`8` | NVIDIA A100 SXM4 80GB | 8",
                "`nvidia.com/gpu.product`:`Tesla-T4-SHARED`,`nvidia.com/gpu.replicas`:`4` | `nvidia.com/gpu`:`8` | Tesla T4 | 2",
                "`amd.com/gpu.product-name`:`AMD_Instinct_MI300X_OAM` | `amd.com/gpu`:8 | AMD Instinct MI300X | 8",
                "`node.kubernetes.io/instance-type`:`g5.12xlarge` | `nvidia.com/gpu`:`4` | g5.12xlarge | 4",
            })
    void gpusAreThoseOfTheLabels(String labels, String gpus, String words, int count) {
        ClusterNode node =
                read(labels, gpus + ",`memory`:`515846852Ki`,`cpu`:`63770m`").getFirst();
        var machine = node.machine().orElseThrow();
        assertEquals(Optional.of(words), machine.hardware());
        assertEquals(count, machine.gpus().orElse(0));
        assertEquals("31", machine.host().cpu().orElse(""));
        assertEquals(503756L << 20, machine.host().ram().orElseThrow().count());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "`a`:`b` | `nvidia.com/gpu`:`1` | its GPUs have no name",
                "`nvidia.com/gpu.product`:`A100-SXM4-40GB-MIG-1g.5gb` | `nvidia.com/gpu`:`7` | MIG",
                "`a`:`b` | `nvidia.com/mig-1g.5gb`:`7` | MIG",
            })
    void whatCannotBePlacedIsLeftOutInWords(String labels, String gpus, String why) {
        ClusterNode node = read(labels, gpus + ",`memory`:`64Gi`,`cpu`:`8`").getFirst();
        assertTrue(node.machine().isEmpty());
        assertTrue(node.note().orElse("").contains(why), node.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"items\":[]}",
                "{\"items\":[1]}",
                "{\"items\":[{\"metadata\":{\"name\":\"a\\u001b[2J\"}}]}",
                "{\"items\":[{\"metadata\":{\"name\":\"a\"}},{\"metadata\":{\"name\":\"a\"}}]}"
            })
    void otherTextsAreRefused(String text) {
        assertThrows(HardwareException.class, () -> NodeList.read(text));
    }

    @Test
    void hugeNumbersAreNoMemory() {
        ClusterNode node =
                read("", "`memory`:`999999999999999999E99`,`cpu`:`9e99`").getFirst();
        assertTrue(node.note().orElse("").contains("tells no memory"), node.toString());
    }
}
