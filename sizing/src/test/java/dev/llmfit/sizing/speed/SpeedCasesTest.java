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

    /** Sources: the rows of modern-rows.csv and speed-rows.csv; the P40's is llama.cpp's discussion 15013. */
    @ParameterizedTest(name = "{0} {1} {2} {3} {4}")
    @CsvSource({
        // device, backend, model, file type, test, depth, build, flash attention, tok/s
        "tesla-p40-24g, cuda, llama2-7b, Q4_0, pp, 0, b6500, true, 1080",
        "rtx-pro-6000-blackwell-workstation-edition-96g, cuda, mistral-nemo-12b, Q4_K_M, pp, 0, b11434, true, 9877",
        "arc-pro-b70-32g, sycl, llama2-7b, Q4_0, pp, 0, b9039, true, 2541",
        "arc-a770-16g, sycl, qwen3.5-9b, Q4_K_M, tg, 0, b11434, true, 31.5",
        "geforce-rtx-5090-32g, cuda, qwen3.8-27b, Q4_K_M, tg, 0, b11434, true, 76.9",
        "geforce-rtx-4090-24g, cuda, glm-4.7-flash, Q4_K_M, tg, 32768, b8286, false, 19",
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
        SpeedEstimate e = MODEL.predict(new SpeedRequest(
                        work,
                        LaunchOptions.defaults(),
                        Collections.nCopies(work.layers().size() + 1, 0),
                        flashAttn,
                        List.of(gpu),
                        Optional.empty(),
                        512,
                        128,
                        depth,
                        1)
                .withBuild(EngineBuild.parse(build)));
        SpeedRange range = test.equals("tg") ? e.tg() : e.pp();
        assertTrue(range.low() <= measured && measured <= range.high(), range + " and measured " + measured);
    }
}
