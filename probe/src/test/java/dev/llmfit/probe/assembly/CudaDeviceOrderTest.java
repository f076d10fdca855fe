package dev.llmfit.probe.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CudaDeviceOrderTest {
    private static final List<GpuFacts> BY_ADDRESS =
            List.of(card("NVIDIA GeForce RTX 3060", "10de:2503", 12), card("NVIDIA GeForce RTX 4090", "10de:2684", 24));

    @Test
    void theFastestCardIsCuda0UnlessTheOrderOfTheBusIsWanted() {
        assertEquals("NVIDIA GeForce RTX 4090", first(BY_ADDRESS, Map.of()));
        assertEquals("NVIDIA GeForce RTX 3060", first(BY_ADDRESS, Map.of("CUDA_DEVICE_ORDER", "PCI_BUS_ID")));
    }

    @Test
    void anUnknownCardLeavesTheOrder() {
        List<GpuFacts> cards = List.of(card("NVIDIA Something", "10de:ffff", 8), BY_ADDRESS.get(1));
        assertEquals("NVIDIA Something", first(cards, Map.of()));
    }

    private static String first(List<GpuFacts> cards, Map<String, String> environment) {
        return CudaDeviceOrder.apply(cards, environment, HardwareDatabase.bundled())
                .getFirst()
                .name();
    }

    private static GpuFacts card(String name, String pciId, int gib) {
        return GpuFacts.named(name, "NVML")
                .backends(List.of(Backend.CUDA))
                .pciId(Optional.of(pciId))
                .total(Optional.of(Bytes.ofGib(gib)))
                .build();
    }
}
