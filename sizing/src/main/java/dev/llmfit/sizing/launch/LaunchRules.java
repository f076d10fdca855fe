package dev.llmfit.sizing.launch;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.ArchitectureTrait;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.sizing.EngineRelease;
import dev.llmfit.sizing.LaunchOptions.FlashAttn;
import dev.llmfit.sizing.LaunchRefusedException;

/** The combinations that llama.cpp refuses ({@code llama_init_from_model} in {@code src/llama-context.cpp}). */
final class LaunchRules {
    private LaunchRules() {}

    static void check(HyperParameters hp, EffectiveLaunch launch) {
        GgmlType k = launch.typeK();
        GgmlType v = launch.typeV();
        if ((hp.isMla() || hp.has(ArchitectureTrait.COMPRESSED_CACHES)) && k != v) {
            throw new LaunchRefusedException(String.format(
                    "model does not support different K (%s) and V (%s) cache types", k.ggmlName(), v.ggmlName()));
        }
        boolean eightBitFloats = k == GgmlType.F8_E4M3 || v == GgmlType.F8_E4M3;
        if (eightBitFloats && launch.build().number() < EngineRelease.V1_0_0.build()) {
            throw new LaunchRefusedException(launch.build().name() + " has no caches of f8_e4m3; they came with "
                    + EngineRelease.V1_0_0.version());
        }
        if (v.isQuantized() && launch.flashAttn() == FlashAttn.OFF) {
            throw new LaunchRefusedException("V cache quantization requires flash_attn");
        }
        if (hp.has(ArchitectureTrait.ABORTS_WITH_FLASH_ATTENTION) && launch.flashAttn() != FlashAttn.OFF) {
            throw new LaunchRefusedException("llama.cpp aborts on " + hp.architecture() + " unless flash_attn is off");
        }
        if (launch.nOutputsMax() < launch.sequences()) {
            // llama.cpp aborts here: output_reserve asserts a row for each sequence
            throw new LaunchRefusedException(String.format(
                    "n_outputs_max is %d, but each of %d sequences needs a row of logits",
                    launch.nOutputsMax(), launch.sequences()));
        }
        if (launch.flashAttn() != FlashAttn.OFF) {
            for (int il = 0; il < hp.nLayer(); il++) {
                checkDivides(k, "K", hp.headKAt(il), "n_embd_head_k");
                checkDivides(v, "V", hp.headVAt(il), "n_embd_head_v");
            }
        }
    }

    private static void checkDivides(GgmlType type, String cache, int head, String key) {
        if (type.isQuantized() && head % type.blockSize() != 0) {
            throw new LaunchRefusedException(String.format(
                    "%s cache type %s with block size %d does not divide %s=%d",
                    cache, type.ggmlName(), type.blockSize(), key, head));
        }
    }
}
