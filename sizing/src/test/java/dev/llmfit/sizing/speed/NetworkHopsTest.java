package dev.llmfit.sizing.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.probe.Backend;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.sizing.LaunchOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NetworkHopsTest {
    private static final SpeedModel SPEEDS = SpeedModel.bundled();

    /** A 32B model, half on a card here and half on one of the same kind elsewhere. */
    private static SpeedRequest split(Backend there, String network) {
        SpeedDevice here = HardwareDatabase.bundled()
                .byId("geforce-rtx-3090-24g")
                .flatMap(e -> SpeedDevice.of(e, Backend.CUDA))
                .orElseThrow();
        SpeedDevice other = new SpeedDevice(
                here.hardwareId(),
                there,
                here.vendor(),
                here.family(),
                here.bandwidth(),
                true,
                here.fp16Flops(),
                here.int8Ops(),
                here.fp32Flops(),
                HostLink.of(Optional.of(network), there));
        Model model = Quantizer.quantize(
                Catalogue.bundled().find("qwen3-32b").orElseThrow().model(), FileType.Q4_K_M);
        ModelWork work = ModelWork.of(model, HyperParameters.of(model));
        int half = work.layers().size() / 2;
        List<Integer> where = new ArrayList<>(Collections.nCopies(half, 0));
        where.addAll(Collections.nCopies(work.layers().size() + 1 - half, 1));
        return new SpeedRequest(
                work, LaunchOptions.defaults(), where, true, List.of(here, other), Optional.empty(), 2048, 128, 0, 1);
    }

    @Test
    void aSlowNetworkCostsPromptsAndHardlyGeneration() {
        SpeedEstimate local = SPEEDS.predict(split(Backend.CUDA, "4.0 x16"));
        SpeedEstimate fast = SPEEDS.predict(split(Backend.RPC, "25GbE"));
        SpeedEstimate slow = SPEEDS.predict(split(Backend.RPC, "GbE"));
        assertTrue(slow.pp().mid() < 0.95 * fast.pp().mid(), slow.pp() + " against " + fast.pp());
        assertTrue(fast.pp().mid() < local.pp().mid(), fast.pp() + " against " + local.pp());
        assertTrue(slow.tg().mid() > 0.9 * local.tg().mid()
                && slow.tg().mid() < local.tg().mid());
    }

    @Test
    void aBatchGoesThereAndBack() {
        double gigabit = 2 * (3e-4 + 512.0 * 5120 * 4 / 0.1186e9);
        assertEquals(gigabit, NetworkHops.of(split(Backend.RPC, "GbE")).seconds(512), 1e-3);
        assertEquals(0, NetworkHops.of(split(Backend.CUDA, "4.0 x16")).seconds(512));
        assertEquals(1, NetworkHops.of(split(Backend.RPC, "GbE")).count());
    }

    @Test
    void anUnknownNetworkIsGigabit() {
        assertEquals(0.1186e9, HostLink.of(Optional.empty(), Backend.RPC).rate(Backend.RPC), 1e6);
        assertEquals(
                HostLink.of(Optional.empty()).rate(Backend.CUDA),
                HostLink.of(Optional.empty(), Backend.CUDA).rate(Backend.CUDA));
    }
}
