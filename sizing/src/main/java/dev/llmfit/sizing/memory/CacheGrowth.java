package dev.llmfit.sizing.memory;

import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.probe.Backend;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.FlashAttn;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.backend.BackendProfile;
import dev.llmfit.sizing.launch.EffectiveLaunch;
import dev.llmfit.sizing.launch.LayerDevices;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * What each token of context adds to a cache of F16 keys and values. Sliding windows and recurrent states are not in it: they
 * are as large for one token as for all.
 *
 * @param perToken bytes of a token over all layers
 * @param layers the layers that keep it
 */
public record CacheGrowth(Bytes perToken, int layers) {
    /** A context whose 128th part is as many cells as a cache has at least ({@code GGML_PAD} in {@code src/llama-context.cpp}). */
    private static final LaunchOptions EVEN = LaunchOptions.defaults().withNCtx(128 * 256);

    /** Returns the growth of a model's cache; empty if no layer keeps what it has read. */
    public static Optional<CacheGrowth> of(HyperParameters hp) {
        EffectiveLaunch launch = launch(hp);
        List<BackendProfile> cpu = List.of(BackendProfile.of(Backend.CPU, launch.build()));
        ContextMemory memory = new ContextMemory(hp, launch, LayerDevices.place(hp, launch, List.of()), cpu);
        List<KeptMemory> growing = memory.growing(cpu);
        if (growing.isEmpty()) {
            return Optional.empty();
        }
        long bytes = growing.stream().mapToLong(KeptMemory::bytes).sum();
        KeptMemory attention = growing.getFirst();
        return Optional.of(new CacheGrowth(Bytes.of(bytes / launch.nCtxSeq()), attention.layers()));
    }

    private static EffectiveLaunch launch(HyperParameters hp) {
        try {
            return new EffectiveLaunch(hp, EVEN, 0, EngineBuild.NEWEST);
        } catch (LaunchRefusedException e) {
            // some architectures run without flash attention only
            return new EffectiveLaunch(hp, EVEN.withFlashAttn(FlashAttn.OFF), 0, EngineBuild.NEWEST);
        }
    }
}
