package dev.llmfit.sizing.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.EngineSwitch;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.FlashAttn;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.RecordedModels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EffectiveLaunchTest {
    private static final HyperParameters LLAMA = RecordedModels.hyperParameters("llama3.1-8b");

    private static EffectiveLaunch launch(LaunchOptions options, int devices) {
        return new EffectiveLaunch(LLAMA, options, devices, EngineBuild.NEWEST);
    }

    @ParameterizedTest
    @CsvSource({
        // asked, sequences, unified, n_ctx, n_ctx_seq, n_batch, n_ubatch
        "8192, 1, false,   8192,  8192, 2048, 512",
        " 100, 1, false,    256,   256,  100, 100",
        "   0, 1, false, 131072,131072, 2048, 512",
        "1000, 3, false,   1536,   512, 1000, 512",
        "1000, 3, true,    1024,  1024, 1000, 512",
        "8192, 4, false,   8192,  2048, 2048, 512",
    })
    void contextIsRoundedLikeLlamaCpp(
            int asked, int sequences, boolean unified, int nCtx, int nCtxSeq, int nBatch, int nUbatch) {
        EffectiveLaunch launch = launch(
                LaunchOptions.defaults()
                        .withNCtx(asked)
                        .withNParallel(sequences)
                        .withKvUnified(unified),
                0);
        assertEquals(nCtx, launch.nCtx());
        assertEquals(nCtxSeq, launch.nCtxSeq());
        assertEquals(nBatch, launch.nBatch());
        assertEquals(nUbatch, launch.nUbatch());
        assertEquals(nBatch, launch.nOutputsMax());
    }

    @ParameterizedTest
    @CsvSource({"2, 99, true", "1, 99, false", "2, 32, false", "2, 33, true"})
    void pipelinesNeedSeveralDevicesAndEveryLayer(int devices, int nGpuLayers, boolean pipelined) {
        assertEquals(
                pipelined,
                launch(LaunchOptions.defaults().withNGpuLayers(nGpuLayers), devices)
                        .isPipelined());
    }

    @Test
    void aQuantizedValueCacheSettlesFlashAttention() {
        assertEquals(
                FlashAttn.ON,
                launch(LaunchOptions.defaults().withTypeV(GgmlType.Q8_0), 1).flashAttn());
    }

    @Test
    void aQuantizedValueCacheWithoutFlashAttentionIsRefused() {
        LaunchOptions options =
                LaunchOptions.defaults().withTypeV(GgmlType.Q8_0).withFlashAttn(FlashAttn.OFF);
        LaunchRefusedException refused = assertThrows(LaunchRefusedException.class, () -> launch(options, 1));
        assertEquals("V cache quantization requires flash_attn", refused.getMessage());
    }

    @Test
    void compressedAttentionNeedsOneCacheType() {
        HyperParameters deepSeek = RecordedModels.hyperParameters("deepseek-v2-lite");
        LaunchOptions options = LaunchOptions.defaults().withTypeK(GgmlType.Q8_0);
        assertThrows(LaunchRefusedException.class, () -> new EffectiveLaunch(deepSeek, options, 1, EngineBuild.NEWEST));
    }

    @Test
    void moreThan256SequencesAreRefused() {
        LaunchOptions options = LaunchOptions.defaults().withNParallel(300);
        assertThrows(LaunchRefusedException.class, () -> launch(options, 1));
    }

    @Test
    void olderBuildsIgnoreTheOutputLimit() {
        LaunchOptions options = LaunchOptions.defaults().withNCtx(4096).withNOutputsMax(4);
        assertEquals(4, new EffectiveLaunch(LLAMA, options, 1, EngineBuild.NEWEST).nOutputsMax());
        assertEquals(2048, new EffectiveLaunch(LLAMA, options, 1, new EngineBuild(9010)).nOutputsMax());
        assertTrue(new EngineBuild(9010).has(EngineSwitch.COUNTS_OUTPUT_LAYER));
    }
}
