package dev.llmfit.sizing.launch;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.arch.ArchitectureTrait;
import dev.llmfit.gguf.arch.GraphVariant;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.Recurrence.DeltaAttention;
import dev.llmfit.gguf.arch.Recurrence.LinearAttention;
import dev.llmfit.gguf.arch.Recurrence.StateSpace;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.EngineRelease;
import dev.llmfit.sizing.EngineSwitch;
import dev.llmfit.sizing.LaunchOptions.FlashAttn;
import dev.llmfit.sizing.LaunchOptions.SplitMode;
import dev.llmfit.sizing.LaunchRefusedException;

/** The combinations that llama.cpp refuses ({@code llama_init_from_model} in {@code src/llama-context.cpp}). */
final class LaunchRules {
    /** The first build whose {@code llama_meta_device_get_split_state} was read. */
    private static final int FIRST_DIVIDED = 11_434;

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
        if (launch.options().splitMode() == SplitMode.TENSOR) {
            checkDivided(hp, launch);
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

    /** {@code -sm tensor} ({@code llama_model_create}, {@code llama_init_from_model}, {@code llama_moe_cache}). */
    private static void checkDivided(HyperParameters hp, EffectiveLaunch launch) {
        if (launch.build().number() < FIRST_DIVIDED) {
            throw new LaunchRefusedException("-sm tensor is modelled from " + new EngineBuild(FIRST_DIVIDED).name()
                    + " on; how " + launch.build().name() + " divides tensors was not studied");
        }
        boolean later =
                hp.has(ArchitectureTrait.UNSPLIT_LATER) && launch.build().has(EngineSwitch.DIVIDES_AS_KEYS_LIE);
        if (later || hp.has(ArchitectureTrait.UNSPLIT) || keepsUndividedStates(hp)) {
            throw new LaunchRefusedException(
                    "LLAMA_SPLIT_MODE_TENSOR not implemented for architecture '" + hp.architecture() + "'");
        }
        if (launch.flashAttn() == FlashAttn.OFF) {
            throw new LaunchRefusedException("SPLIT_MODE_TENSOR requires flash_attn to be enabled");
        }
        if (launch.options().moeCacheMib() > 0) {
            throw new LaunchRefusedException("MoE cache does not support tensor parallelism");
        }
    }

    /** Of recurrent states, those of gated delta nets are divided, and short convolutions are whole on every device. */
    private static boolean keepsUndividedStates(HyperParameters hp) {
        return hp.recurrence()
                        .filter(r ->
                                r instanceof StateSpace || r instanceof DeltaAttention || r instanceof LinearAttention)
                        .isPresent()
                && !hp.has(GraphVariant.GATED_QUERIES);
    }

    private static void checkDivides(GgmlType type, String cache, int head, String key) {
        if (type.isQuantized() && head % type.blockSize() != 0) {
            throw new LaunchRefusedException(String.format(
                    "%s cache type %s with block size %d does not divide %s=%d",
                    cache, type.ggmlName(), type.blockSize(), key, head));
        }
    }
}
