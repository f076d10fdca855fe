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

    /** A model whose layers from this one on are behind a server. */
    private static SpeedRequest halves(String id, int from, String network, int prompt, int answer) {
        Model model =
                Quantizer.quantize(Catalogue.bundled().find(id).orElseThrow().model(), FileType.Q4_1);
        ModelWork work = ModelWork.of(model, HyperParameters.of(model));
        SpeedRequest base = split(Backend.RPC, network);
        List<Integer> where = new ArrayList<>(Collections.nCopies(from, 0));
        where.addAll(Collections.nCopies(work.layers().size() + 1 - from, 1));
        return new SpeedRequest(
                work, LaunchOptions.defaults(), where, true, base.devices(), Optional.empty(), prompt, answer, 0, 1);
    }

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
                there == Backend.RPC
                        ? HostLink.network(Optional.of(network), "10.0.0.2:50052")
                        : HostLink.of(Optional.of(network)));
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
    void aSlowNetworkCostsPromptsAndLogits() {
        SpeedEstimate local = SPEEDS.predict(split(Backend.CUDA, "4.0 x16"));
        SpeedEstimate fast = SPEEDS.predict(split(Backend.RPC, "25GbE"));
        SpeedEstimate slow = SPEEDS.predict(split(Backend.RPC, "GbE"));
        assertTrue(slow.pp().mid() < 0.95 * fast.pp().mid(), slow.pp() + " against " + fast.pp());
        assertTrue(fast.pp().mid() < local.pp().mid(), fast.pp() + " against " + local.pp());
        assertTrue(slow.tg().mid() > 0.75 * local.tg().mid()
                && slow.tg().mid() < local.tg().mid());
    }

    /**
     * What b11434 sends to the second of two devices, as a relay between llama-bench and ggml-rpc-server read it: SmolLM2 135M, 14 of
     * 30 layers and the output behind the server, 256 cells of the cache. Its headers are 314 bytes each, 12,867 a layer's graph.
     */
    @Test
    void bytesAreThoseThatTheEngineSends() {
        SpeedRequest small = halves("smollm2-135m", 16, "1000MbE 0ms", 512, 8);
        double rate = small.devices().get(1).link().rate(Backend.RPC);
        double token = 2618 + 318 + 322 + 322 + 826 + 318 + 13 + 321 + 8 + 196_608;
        assertEquals(token, NetworkHops.of(small).generating() * rate, 0.005 * token);
        double prompt = 1_179_962 + 512 * 20 + 4 * 314 + 524_602 / 2.0 * 2 + 181_429 + 13 + 329 + 196_608;
        assertEquals(prompt, NetworkHops.of(small).prompt(512, 0, true) * rate, 0.02 * prompt);
        assertEquals(1, NetworkHops.of(small).count());
    }

    @Test
    void theFirstDeviceGetsEmbeddingsThreeTimes() {
        SpeedRequest first = halves("smollm2-135m", 0, "1000MbE 0ms", 512, 8);
        double rate = first.devices().get(1).link().rate(Backend.RPC);
        double sent = 3 * 1_179_962 + 524_602 + 512 * 20 + 4 * 314 + 30 * 12_867 + 13 + 329 + 196_608;
        assertEquals(sent, NetworkHops.of(first).prompt(512, 0, true) * rate, 0.01 * sent);
    }

    @Test
    void eachServerIsWaitedForOnce() {
        NetworkHops near = NetworkHops.of(halves("smollm2-135m", 16, "100GbE 0ms", 512, 8));
        NetworkHops far = NetworkHops.of(halves("smollm2-135m", 16, "100GbE 20ms", 512, 8));
        assertEquals(0.02, far.generating() - near.generating(), 1e-9);
        assertEquals(0.02, far.prompt(512, 0, true) - near.prompt(512, 0, true), 1e-9);
        assertEquals(0, far.prompt(512, 0, false) - near.prompt(512, 0, false), 1e-9);
    }

    @Test
    void whatWorksHereNeedsNoNetwork() {
        assertEquals(0, NetworkHops.of(split(Backend.CUDA, "4.0 x16")).prompt(512, 0, true));
        assertTrue(NetworkShare.of(split(Backend.CUDA, "4.0 x16")).isEmpty());
        assertTrue(NetworkShare.of(split(Backend.RPC, "GbE")).orElseThrow().prompt() > 0.1);
    }

    @Test
    void anUnknownNetworkIsGigabit() {
        HostLink unknown = HostLink.network(Optional.empty(), "10.0.0.2:50052");
        assertEquals(0.1186e9, unknown.rate(Backend.RPC), 1e6);
        assertEquals(3e-4, unknown.roundTrip().orElseThrow());
    }
}
