package dev.llmfit.sizing.memory;

import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.Window;
import dev.llmfit.sizing.EngineSwitch;
import dev.llmfit.sizing.HostGrowth;
import dev.llmfit.sizing.HostGrowth.SequenceState;
import dev.llmfit.sizing.graph.Tensor;
import dev.llmfit.sizing.launch.EffectiveLaunch;
import dev.llmfit.units.Bytes;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What llama-server writes of a sequence when it keeps a prompt or makes a checkpoint.
 *
 * <p>Source: {@code state_write} of {@code llama_kv_cache}, {@code llama_kv_cache_iswa}, {@code llama_memory_recurrent}, {@code
 * llama_memory_hybrid} and {@code llama_kv_cache_dsv4}: a checkpoint ({@code LLAMA_STATE_SEQ_FLAGS_PARTIAL_ONLY}) leaves out the
 * caches of full attention beside windows and states; a plain cache ignores the flag and is written whole.
 */
final class KeptSequence {
    /** Bytes of a cell's position, number of sequences, coordinates in an image and sequence ({@code state_write_meta}). */
    private static final long CELL = 20;

    /** Bytes of an F32. */
    private static final long F32 = 4;

    private final HyperParameters hp;
    private final EffectiveLaunch launch;

    KeptSequence(HyperParameters hp, EffectiveLaunch launch) {
        this.hp = hp;
        this.launch = launch;
    }

    /** Returns how the server grows with caches, those of windows apart, and states. */
    HostGrowth growth(
            List<AttentionCache> growing, @Nullable AttentionCache window, List<Tensor> states, long stateRows) {
        long full = 0;
        long all = 0;
        for (AttentionCache cache : growing) {
            long stream = bytes(tensors(cache)) / cache.streams() + CELL * cache.cells();
            full += stream;
            all += stream * cache.streams();
        }
        long fixed = states.isEmpty() ? 0 : bytes(states) / stateRows;
        if (window != null) {
            long perCell = bytes(tensors(window)) / (window.cells() * window.streams()) + CELL;
            fixed += perCell * keptCells(window);
        }
        boolean partly = fixed > 0;
        boolean server = !launch.options().embeddings();
        boolean checkpoints = server && partly && !(launch.options().swaFull() && states.isEmpty());
        int slots = launch.sequences();
        // a server of embeddings keeps only what idle slots hold
        boolean keeps = server || slots > 1;
        var caches = launch.options().serverCaches();
        return new HostGrowth(
                slots,
                new SequenceState(full, all, fixed, partly ? fixed : full),
                keeps ? caches.cacheRam(launch.build()) : 0,
                checkpoints ? caches.ctxCheckpoints(launch.build()) : 0,
                launch.build().has(EngineSwitch.MAKES_ROOM_IN_PROMPT_CACHE),
                outputs());
    }

    /** Returns the cells of a window that belong to one sequence and are written. */
    private long keptCells(AttentionCache window) {
        long seen = hp.window().map(Window::tokens).orElse(0);
        return launch.build().has(EngineSwitch.KEEPS_UNMASKED_CELLS) ? Math.min(seen, window.cells()) : window.cells();
    }

    /** Rows of logits, and of embeddings beside them ({@code output_reserve}); the buffer is as large as the largest batch needed. */
    private Bytes outputs() {
        boolean rows = launch.options().everyRowIsOutput();
        long width = hp.nVocab() + (launch.options().embeddings() ? hp.nEmbd() : 0L);
        return Bytes.of(rows ? launch.nBatch() * width * F32 : 0);
    }

    private static Set<Tensor> tensors(AttentionCache cache) {
        Set<Tensor> owned = Collections.newSetFromMap(new IdentityHashMap<>());
        IntStream.of(cache.layers())
                .boxed()
                .flatMap(il -> Stream.of(cache.keysOrNull(il), cache.valuesOrNull(il)))
                .forEach(t -> {
                    if (t != null) {
                        owned.add(t);
                    }
                });
        return owned;
    }

    private static long bytes(Iterable<Tensor> tensors) {
        long sum = 0;
        for (Tensor t : tensors) {
            sum += t.nb3() * t.ne3();
        }
        return sum;
    }
}
