package dev.llmfit.recommend.purchase;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmfit.probe.Device;
import dev.llmfit.probe.ExcludedDevice;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.Pool;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.hardware.MachineResolver;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UpgradeTest {
    private static final ExcludedDevice OTHER =
            new ExcludedDevice("Intel UHD 770", Optional.empty(), "it is slower than the processor", "");

    @Test
    void aSecondCardIsLikeTheFirstAndTheMachineStaysWhatItIs() {
        Machine one = measured();
        Machine two = Upgrade.withGpu(one, one.devices().getFirst());
        Pool first = two.pool(one.devices().getFirst().poolId());
        Pool second = two.pool(two.devices().getLast().poolId());
        assertEquals("CUDA1", two.devices().getLast().name());
        assertEquals(Optional.of(900.0), second.measuredGbps());
        assertEquals(first.bandwidthGbps(), second.bandwidthGbps());
        assertEquals(second.capacity(), second.free(), "nothing lies in it yet");
        assertEquals(List.of(OTHER), two.excluded());
        assertEquals(one.warnings(), two.warnings());
    }

    /** A machine with one card half full, whose bandwidth was measured, and a GPU that is not used. */
    private static Machine measured() {
        Machine named = MachineResolver.bundled(() -> {
                    throw new IllegalStateException("the machine is named");
                })
                .resolve(HardwareSelector.named("rtx4090-24g-64g"));
        Device card = named.devices().getFirst();
        List<Pool> pools = new ArrayList<>(named.pools());
        pools.replaceAll(p -> p.id().equals(card.poolId())
                ? new Pool(
                        p.id(),
                        p.kind(),
                        p.installed(),
                        p.capacity(),
                        Bytes.ofGib(12),
                        p.bandwidthGbps(),
                        Optional.of(900.0),
                        p.source())
                : p);
        return new Machine(
                named.id(),
                named.os(),
                named.arch(),
                named.enclosure(),
                named.cpu(),
                pools,
                named.devices(),
                named.warnings(),
                List.of(OTHER));
    }
}
