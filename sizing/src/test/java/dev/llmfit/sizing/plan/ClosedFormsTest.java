package dev.llmfit.sizing.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmfit.probe.Backend;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.RecordedModels;
import dev.llmfit.units.Bytes;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the graph is known, the closed forms must come near it. */
class ClosedFormsTest {
    @ParameterizedTest
    @CsvSource({
        "llama3.1-8b, 8192, 0",
        "llama3.1-8b, 131072, 4",
        "qwen3-32b, 32768, 0",
        "qwen3-30b-a3b, 32768, 4",
        "gemma3-27b, 32768, 0",
        "mistral-nemo-12b, 16384, 0",
    })
    void comeNearTheGraphWithAllLayersOnOneDevice(String model, int nCtx, int nOutputsMax) {
        DeviceMemory device = new DeviceMemory("GPU0", Backend.REFERENCE, Bytes.ofGib(80), Bytes.ofGib(80));
        LaunchOptions options = LaunchOptions.defaults().withNCtx(nCtx).withNOutputsMax(nOutputsMax);
        PreparedModel prepared = PreparedModel.of(RecordedModels.quantized(model, "Q4_K_M"));
        Placement placement = Placement.of(prepared, List.of(device), options, EngineBuild.NEWEST);
        long[] planned = new ComputeBuffers(placement, prepared.family().orElseThrow()).bytes();
        long[] estimated = new ClosedForms(placement).bytes();
        for (int i = 0; i < planned.length; i++) {
            assertEquals((double) planned[i], (double) estimated[i], 0.12 * planned[i]);
        }
    }
}
