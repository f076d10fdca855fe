package dev.llmfit.sizing.speed;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.probe.Backend;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Measurements of single machines that earlier versions were far from, each inside the range that is stated now. */
class SpeedCasesTest {
    private static final SpeedModel MODEL = SpeedModel.bundled();

    /**
     * Sources: rows of modern-rows.csv and speed-rows.csv, or the address behind the row; the P40's and the Orin's are llama.cpp's
     * discussion 15013, Qwen3.8 27B is github.com/sudoingX/qwen38-mtp.
     */
    @ParameterizedTest(name = "{0} {1} {2} {3} {4}")
    @CsvSource({
        // device, backend, model, file type, test, depth, build, flash attention, tok/s
        "tesla-p40-24g, cuda, llama2-7b, Q4_0, pp512, 0, b6500, true, 1080",
        "tesla-p40-24g, cuda, llama2-7b, Q4_0, tg128, 0, b6500, true, 53.7",
        "tesla-p40-24g, cuda, gemma3-4b, Q4_0, tg128, 0, b6800, true, 74.3",
        "rtx-pro-6000-blackwell-workstation-edition-96g, cuda, mistral-nemo-12b, Q4_K_M, pp512, 0, b11434, true, 9877",
        "geforce-rtx-5090-32g, cuda, qwen3.8-27b, Q4_K_M, tg128, 0, b11434, true, 76.9",
        "geforce-rtx-4090-24g, cuda, qwen3.5-9b, Q8_0, tg64, 0, b8286, true, 83.6",
        "geforce-rtx-4090-24g, cuda, qwen3.5-35b-a3b, MXFP4_MOE, tg64, 0, b8286, true, 122.2",
        "geforce-rtx-4090-24g, cuda, glm-4.7-flash, Q4_K_M, tg128, 32768, b8286, false, 19",
        "geforce-rtx-3090-24g, cuda, qwen3.5-9b, Q4_K_M, tg128, 0, b10964, true, 97.6",
        "geforce-rtx-3090-24g, cuda, qwen3.5-9b, Q4_K_M, pp2048, 0, b10964, true, 3235",
        "radeon-ai-pro-r9700-32g, rocm, llama2-7b, Q4_0, pp512, 0, b7423, true, 4608",
        "radeon-ai-pro-r9700-32g, vulkan, qwen3-30b-a3b, Q4_K_M, pp512, 0, b7423, true, 1602",
        "radeon-ai-pro-r9700-32g, rocm, nemotron-3-nano-30b-a3b, Q4_K_M, tg128, 0, b7423, true, 103.5",
        "ryzen-ai-max-395-radeon-8060s-128g, rocm, qwen3.5-35b-a3b, Q4_K_M, pp512, 0, b8460, true, 1186",
        "ryzen-ai-max-395-radeon-8060s-128g, rocm, qwen3.5-35b-a3b, Q4_K_M, tg128, 0, b8460, true, 52.7",
        "ryzen-ai-max-395-radeon-8060s-128g, rocm, qwen3.5-27b, Q8_0, tg128, 0, b9927, true, 7.8",
        "ryzen-ai-max-395-radeon-8060s-128g, vulkan, qwen3.5-27b, Q8_0, pp2048, 0, b10269, true, 274",
        "ryzen-ai-max-395-radeon-8060s-128g, vulkan, gpt-oss-120b, MXFP4_MOE, pp2048, 0, b9049, true, 718",
        "apple-m4-10c-16g, metal, qwen3.5-4b, Q4_K_M, pp1024, 0, b8396, true, 324",
        "apple-m4-10c-16g, metal, qwen3.5-9b, Q4_K_M, tg64, 0, b8396, true, 14.8",
        "apple-m2-ultra-76c-192g, metal, gpt-oss-120b, MXFP4_MOE, tg32, 0, b7948, true, 85.6",
        "apple-m2-ultra-76c-192g, metal, qwen2.5-7b, Q8_0, pp2048, 0, b7948, true, 1566",
        "apple-m3-max-40c-64g, metal, llama3.1-8b, Q4_K_M, pp1024, 0, b2820, false, 678",
        "jetson-agx-orin-64g, cuda, llama2-7b, Q4_0, tg128, 0, b6500, true, 35.9",
        "arc-pro-b70-32g, sycl, llama2-7b, Q4_0, pp512, 0, b9039, true, 2541",
        "arc-pro-b70-32g, sycl, qwen3.5-9b, Q8_0, tg128, 0, b9039, true, 38.8",
        "arc-a770-16g, sycl, qwen3.5-9b, Q4_K_M, tg128, 0, b11434, true, 31.5",
    })
    void theMeasuredSpeedIsInsideTheRange(
            String device,
            String backend,
            String model,
            FileType type,
            String test,
            int depth,
            String build,
            boolean flashAttn,
            double measured) {
        Model shape =
                Quantizer.quantize(Catalogue.bundled().find(model).orElseThrow().model(), type);
        ModelWork work = ModelWork.of(shape, HyperParameters.of(shape));
        SpeedDevice gpu = HardwareDatabase.bundled()
                .byId(device)
                .flatMap(e -> SpeedDevice.of(e, Backend.byId(backend).orElseThrow()))
                .orElseThrow();
        boolean prompt = test.startsWith("pp");
        int tokens = Integer.parseInt(test.substring(2));
        SpeedEstimate e = MODEL.predict(new SpeedRequest(
                        work,
                        LaunchOptions.defaults(),
                        Collections.nCopies(work.layers().size() + 1, 0),
                        flashAttn,
                        List.of(gpu),
                        Optional.empty(),
                        prompt ? tokens : 512,
                        prompt ? 128 : tokens,
                        depth,
                        1)
                .withBuild(EngineBuild.parse(build)));
        SpeedRange range = prompt ? e.pp() : e.tg();
        assertTrue(range.low() <= measured && measured <= range.high(), range + " and measured " + measured);
    }
}
