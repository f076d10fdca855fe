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
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights in host memory: public measurements lie inside the stated range, and the parts of the time behave as llama.cpp's do. */
class HostExpertsTest {
    private static final SpeedModel SPEEDS = SpeedModel.bundled();

    private static SpeedHost host(double gbps) {
        return new SpeedHost(Optional.of(gbps * 1e9), 8, Set.of("avx2"), "x86_64");
    }

    private static SpeedDevice card(String id, Backend backend) {
        return HardwareDatabase.bundled()
                .byId(id)
                .flatMap(e -> SpeedDevice.of(e, backend))
                .orElseThrow();
    }

    /** The last {@code onGpu} layers and the output on the card, experts of the first {@code nCpuMoe} of these in host memory. */
    private static SpeedRequest launch(
            String name,
            FileType type,
            SpeedDevice card,
            SpeedHost host,
            int onGpu,
            int nCpuMoe,
            int ubatch,
            int prompt) {
        Model model =
                Quantizer.quantize(Catalogue.bundled().find(name).orElseThrow().model(), type);
        ModelWork work = ModelWork.of(model, HyperParameters.of(model));
        int layers = work.layers().size();
        List<Integer> where = new ArrayList<>(Collections.nCopies(Math.max(0, layers - onGpu), -1));
        where.addAll(Collections.nCopies(layers + 1 - where.size(), 0));
        LaunchOptions options = LaunchOptions.defaults()
                .withNCpuMoe(nCpuMoe)
                .withNBatch(Math.max(2048, ubatch))
                .withNUbatch(ubatch);
        return new SpeedRequest(work, options, where, true, List.of(card), Optional.of(host), prompt, 128, 0, 1);
    }

    /** Cells of {@code modern-rows.csv}; the host of the R9700 is not known, generation there fits two channels of DDR4-3200. */
    @ParameterizedTest
    @CsvSource({
        "geforce-rtx-4070-laptop-gpu-8g, CUDA, qwen3.6-35b-a3b, Q4_K_M, 89.6, 39, 512, 4096, 447.1, 38.4",
        "geforce-rtx-4070-laptop-gpu-8g, CUDA, qwen3.6-35b-a3b, Q4_K_M, 89.6, 40, 4096, 4096, 1466.3, 38.4",
        "geforce-rtx-4070-laptop-gpu-8g, CUDA, qwen3.6-35b-a3b, Q8_0, 89.6, 40, 1024, 4096, 421.9, 30.4",
        "geforce-rtx-4070-laptop-gpu-8g, CUDA, gemma4-26b-a4b, Q4_K_M, 89.6, 30, 512, 4096, 505.5, 35.1",
        "geforce-rtx-4070-laptop-gpu-8g, CUDA, mistral-small-4-119b, Q3_K_M, 89.6, 36, 512, 4096, 154.8, 24.8",
        "geforce-rtx-4060-laptop-gpu-8g, CUDA, qwen3.6-35b-a3b, Q4_K_M, 89.6, 40, 2048, 8192, 866.8, 42.2",
        "radeon-ai-pro-r9700-32g, ROCM, qwen3.6-35b-a3b, Q5_K_M, 51.2, 99, 512, 512, 383.7, 26.6",
        "radeon-ai-pro-r9700-32g, ROCM, qwen3.5-122b-a10b, Q4_K_M, 51.2, 99, 4096, 4096, 597.9, 11.5",
        "radeon-ai-pro-r9700-32g, VULKAN, qwen3.6-35b-a3b, Q5_K_M, 51.2, 99, 512, 512, 230.8, 29.9",
        "radeon-ai-pro-r9700-32g, VULKAN, gemma4-26b-a4b, Q5_K_M, 51.2, 99, 2048, 2048, 698.9, 23.2"
    })
    void whatWasMeasuredIsInTheStatedRange(
            String hardware,
            Backend backend,
            String name,
            FileType type,
            double gbps,
            int nCpuMoe,
            int ubatch,
            int prompt,
            double pp,
            double tg) {
        SpeedEstimate said =
                SPEEDS.predict(launch(name, type, card(hardware, backend), host(gbps), 99, nCpuMoe, ubatch, prompt));
        assertTrue(said.pp().low() < pp && pp < said.pp().high(), "prompt " + pp + ", said " + said.pp());
        assertTrue(said.tg().low() < tg && tg < said.tg().high(), "generation " + tg + ", said " + said.tg());
    }

    /** Gemma 4 26B Q4_K_M on an RTX 4070 Laptop, {@code -ub 4096}: with 27 of 30 layers on the GPU 1,665 tok/s, with 13 1,536. */
    @Test
    void layersInHostMemoryCostPromptsLittleMoreThanTheirExpertsDo() {
        SpeedDevice card = card("geforce-rtx-4070-laptop-gpu-8g", Backend.CUDA);
        double most = SPEEDS.predict(launch("gemma4-26b-a4b", FileType.Q4_K_M, card, host(89.6), 27, 30, 4096, 4096))
                .pp()
                .mid();
        double few = SPEEDS.predict(launch("gemma4-26b-a4b", FileType.Q4_K_M, card, host(89.6), 13, 30, 4096, 4096))
                .pp()
                .mid();
        assertEquals(1536.3 / 1664.5, few / most, 0.1, few + " of " + most);
    }

    @Test
    void aLargerUbatchCrossesTheLinkLessOften() {
        SpeedDevice card = card("geforce-rtx-3090-24g", Backend.CUDA);
        double last = 0;
        for (int ubatch : new int[] {256, 512, 2048, 4096}) {
            double pp = SPEEDS.predict(
                            launch("qwen3.6-35b-a3b", FileType.Q4_K_M, card, host(89.6), 99, 40, ubatch, 4096))
                    .pp()
                    .mid();
            assertTrue(pp > 1.2 * last, ubatch + ": " + pp + " after " + last);
            last = pp;
        }
    }

    @Test
    void ofManySmallExpertsSomeTakeNoPart() {
        LayerWork many = layer(0.03125, 8);
        assertEquals(0.03125, PromptTime.touched(many, 1), 1e-9, "one token touches those that it uses");
        assertEquals(0.7, PromptTime.touched(many, 100_000), 1e-6);
        assertEquals(1, PromptTime.touched(layer(0.25, 2), 512), 1e-6, "all of eight work in a prompt");
        assertEquals(0, PromptTime.touched(layer(1, 0), 512), "a dense layer has none");
    }

    private static LayerWork layer(double share, int used) {
        return new LayerWork(
                PerClass.NOTHING,
                PerClass.NOTHING,
                PerClass.NOTHING,
                PerClass.NOTHING,
                2048,
                9,
                used,
                share,
                LayerWork.Recurrence.NONE,
                0,
                LayerWork.Attention.NONE);
    }
}
