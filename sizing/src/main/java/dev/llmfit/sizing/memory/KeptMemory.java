package dev.llmfit.sizing.memory;

import dev.llmfit.sizing.backend.BackendProfile;
import dev.llmfit.sizing.graph.Tensor;
import dev.llmfit.units.Amount;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Context memory of one kind, over all pools.
 *
 * @param kind in words
 * @param layers layers with memory of their own
 * @param cells cells of a stream, or rows of states
 * @param bytes over all layers
 */
public record KeptMemory(String kind, int layers, long cells, long bytes) {
    public KeptMemory {
        Amount.count(layers, "layers");
        Amount.count(cells, "cells");
        Amount.size(bytes, "bytes");
    }

    static KeptMemory ofCache(String kind, AttentionCache cache, List<BackendProfile> backends) {
        Set<Tensor> owned = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int il : cache.layers()) {
            Stream.of(cache.keysOrNull(il), cache.valuesOrNull(il))
                    .filter(Objects::nonNull)
                    .forEach(owned::add);
        }
        long perLayer = owned.stream()
                .map(Tensor::name)
                .map(KeptMemory::layer)
                .distinct()
                .count();
        return new KeptMemory(kind, (int) perLayer, cache.cells(), sum(owned, backends));
    }

    static KeptMemory ofState(RecurrentState state, int layers, List<BackendProfile> backends) {
        List<Tensor> all = IntStream.range(0, layers)
                .boxed()
                .flatMap(il -> state.kept(il).stream())
                .toList();
        return ofTensors("recurrent state", all, Tensor::ne1, backends);
    }

    /** Returns what some tensors take; {@code rows} counts those of one. */
    static KeptMemory ofTensors(
            String kind, List<Tensor> tensors, ToLongFunction<Tensor> rows, List<BackendProfile> backends) {
        Set<Tensor> owned = Collections.newSetFromMap(new IdentityHashMap<>());
        owned.addAll(tensors);
        long count = owned.stream()
                .map(Tensor::name)
                .map(KeptMemory::layer)
                .distinct()
                .count();
        return new KeptMemory(
                kind, (int) count, owned.stream().mapToLong(rows).max().orElse(0), sum(owned, backends));
    }

    private static String layer(String cacheName) {
        return cacheName.substring(cacheName.lastIndexOf('l'));
    }

    private static long sum(Set<Tensor> tensors, List<BackendProfile> backends) {
        long sum = 0;
        for (Tensor t : tensors) {
            BackendProfile backend = backends.get(t.pool());
            sum += backend.padded(backend.allocSize(t));
        }
        return sum;
    }
}
