package dev.llmfit.sizing.plan;

import static java.util.Objects.requireNonNull;

import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.SplitMode;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.backend.BackendProfile;
import dev.llmfit.sizing.families.Family;
import dev.llmfit.sizing.launch.LayerDevices;
import dev.llmfit.sizing.memory.ContextKind;
import dev.llmfit.units.Amount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeSet;

/**
 * Compute buffers of launches of one model that were planned before. They depend on which layer lies where and not on why: the free
 * memory, the split and the number of layers that led there do not count, so that machines with cards of one kind share them. Safe for
 * use by several threads.
 */
final class PlannedBuffers {
    /**
     * Bytes of a launch that is kept, but for what its lists and texts hold. With it 1,500 random launches of Llama 3.1 8B, or of Qwen3 30B
     * A3B, are said to take a third more than the heap grows by, on HotSpot 25 with compressed pointers.
     */
    private static final int LAUNCH_BYTES = 512;

    /** Bytes of a boxed number in a list: 24, and 4 of the pointer to it. HotSpot with compressed pointers. */
    private static final int BOXED_BYTES = 28;

    /** A device with so many layers has the buffers of one with more; with fewer it seldom has. Found by trial over all architectures. */
    private static final int SEVERAL = 4;

    /**
     * Compute buffers of launches that are much alike differ by less than this share: of random launches over all architectures 46 of
     * 10,537 had buffers that were smaller by more.
     */
    private static final double UNLIKE = 0.1;

    private final List<Integer> kinds;
    private final long mostBytes;
    private final Runnable grown;
    private final SequencedMap<Same, Result> known = byLastUse();
    private final SequencedMap<Alike, Planned> alike = byLastUse();
    private final SequencedMap<Shape, Planned> least = byLastUse();
    private volatile long heldBytes;

    /**
     * Creates an empty store.
     *
     * @param kinds a number for each layer, the same one for layers that are alike
     * @param mostBytes bytes of memory that the plans may take
     * @param grown called after each launch that is kept
     */
    PlannedBuffers(List<Integer> kinds, long mostBytes, Runnable grown) {
        this.kinds = List.copyOf(kinds);
        this.mostBytes = mostBytes;
        this.grown = grown;
    }

    private static <K, V> SequencedMap<K, V> byLastUse() {
        return new LinkedHashMap<>(16, 0.75f, true); // as HashMap has by default
    }

    /** Returns how many bytes of memory the plans take, about. */
    long heldBytes() {
        return heldBytes;
    }

    /**
     * The plan of a launch.
     *
     * @param bytes bytes of each pool's compute buffer
     * @param copied what copies of weights take of them at least
     * @param flashAttention whether flash attention is on
     * @param attentionOnCpu whether the CPU runs that of layers on devices
     */
    record Planned(List<Long> bytes, List<Long> copied, boolean flashAttention, boolean attentionOnCpu) {
        Planned {
            bytes = List.copyOf(bytes);
            copied = List.copyOf(copied);
            bytes.forEach(b -> Amount.count(b, "bytes"));
        }

        long of(int pool) {
            return bytes.get(pool);
        }

        /** Returns the smaller buffer of each pool that has one. */
        Planned least(Planned other) {
            Long[] smaller = new Long[bytes.size()];
            Arrays.setAll(
                    smaller,
                    pool -> of(pool) > 0 && other.of(pool) > 0
                            ? Math.min(of(pool), other.of(pool))
                            : Math.max(of(pool), other.of(pool)));
            return new Planned(List.of(smaller), copied, flashAttention, attentionOnCpu);
        }

        /** Returns buffers that launches much like this one need: a good deal smaller, but for the copies of the same weights. */
        Planned careful() {
            Long[] smaller = new Long[bytes.size()];
            Arrays.setAll(smaller, pool -> of(pool) - (long) (UNLIKE * Math.max(0, of(pool) - copied.get(pool))));
            return new Planned(List.of(smaller), copied, flashAttention, attentionOnCpu);
        }

        /** Returns no buffers at all. */
        Planned none() {
            List<Long> nothing = Collections.nCopies(bytes.size(), 0L);
            return new Planned(nothing, nothing, flashAttention, attentionOnCpu);
        }
    }

    /** A plan, or the sentence with which llama.cpp refuses it. */
    private record Result(Optional<Planned> planned, Optional<String> refusal) {}

    /**
     * What a graph depends on beside the model and the place of its layers.
     *
     * @param kind which of a launch's contexts
     * @param options the launch without what places layers
     * @param whole whether all layers lie on devices
     * @param pipelined whether devices work on several batches at once
     * @param backends rules of the devices in order, the CPU last
     * @param build llama.cpp's build
     */
    private record Shape(
            ContextKind kind,
            LaunchOptions options,
            boolean whole,
            boolean pipelined,
            List<BackendProfile> backends,
            EngineBuild build) {
        Shape {
            backends = List.copyOf(backends);
        }
    }

    /**
     * Launches with the same plan.
     *
     * @param pools the number of each layer's pool as a character, which takes a byte
     * @param nCpuMoe the layers whose experts are on the host
     */
    private record Same(Shape shape, String pools, int nCpuMoe) {}

    /**
     * Launches with much the same plan.
     *
     * @param layers kinds of layers on each pool, with their experts or without
     * @param ends how many layers with and without experts each pool has, up to {@link #SEVERAL}, and the kind of its first one
     * @param largest bytes of the largest matrix on the host, which devices copy
     */
    private record Alike(Shape shape, List<Long> layers, List<Integer> ends, long largest) {
        Alike {
            layers = List.copyOf(layers);
            ends = List.copyOf(ends);
        }
    }

    /** A context of a launch whose weights and caches have their places. */
    record Launch(ContextKind kind, Placement placement) {
        /** Whether its buffers depend on nothing but what {@link Same} holds; else on names and free memory of devices as well. */
        boolean isPlain() {
            LaunchOptions options = placement.launch().options();
            return options.overrideTensor().isEmpty() && options.moeCacheMib() == 0;
        }

        private int nCpuMoe() {
            return Math.min(
                    placement.launch().options().nCpuMoe(), placement.layers().count());
        }

        private Shape shape() {
            LaunchOptions options = placement
                    .launch()
                    .options()
                    .withNGpuLayers(0)
                    .withNCpuMoe(0)
                    .withTensorSplit(List.of())
                    .withMainGpu(0);
            if (options.splitMode() == SplitMode.NONE) {
                options = options.withSplitMode(SplitMode.LAYER);
            }
            return new Shape(
                    kind,
                    options,
                    placement.launch().isFullOffload(),
                    placement.launch().isPipelined(),
                    placement.backends(),
                    placement.launch().build());
        }

        private Same same() {
            char[] pools = new char[placement.layers().count()];
            for (int il = 0; il < pools.length; il++) {
                pools[il] = (char) placement.layers().pool(il);
            }
            return new Same(shape(), String.valueOf(pools), nCpuMoe());
        }

        private Alike alike(Shape shape, List<Integer> kinds) {
            LayerDevices places = placement.layers();
            int pools = placement.backends().size();
            int[] count = new int[pools];
            int[] without = new int[pools];
            int[] first = new int[pools];
            TreeSet<Long> layers = new TreeSet<>();
            for (int il = 0; il < kinds.size(); il++) {
                int pool = places.pool(il);
                boolean moved = il < nCpuMoe();
                first[pool] = count[pool] + without[pool] == 0 ? kinds.get(il) : first[pool];
                int[] of = moved ? without : count;
                of[pool] = Math.min(SEVERAL, of[pool] + 1);
                layers.add(((long) kinds.get(il) * pools + pool) * 2 + (moved ? 1 : 0));
            }
            List<Integer> ends = new ArrayList<>(List.of(places.outputPool()));
            for (int pool = 0; pool < pools; pool++) {
                ends.addAll(List.of(count[pool], without[pool], first[pool]));
            }
            return new Alike(
                    shape, List.copyOf(layers), ends, placement.weights().largestHostMatrix());
        }
    }

    /**
     * Returns the buffers of a launch, planned once.
     *
     * @throws LaunchRefusedException if llama.cpp refuses the launch
     */
    Planned of(Launch launch, Family family) {
        if (!launch.isPlain()) {
            return plan(launch.placement(), family);
        }
        Same key = launch.same();
        Optional<Result> before;
        synchronized (known) {
            before = Optional.ofNullable(known.get(key));
        }
        Result result = before.orElseGet(() -> tried(launch, family));
        if (before.isEmpty()) {
            keep(launch, key, result);
        }
        return planned(result);
    }

    /**
     * Returns the buffers of this launch if it was planned, else the least of launches much like it; empty if none was.
     *
     * @throws LaunchRefusedException if llama.cpp is known to refuse the launch
     */
    Optional<Planned> like(Launch launch) {
        if (!launch.isPlain()) {
            return Optional.empty();
        }
        synchronized (known) {
            if (known.isEmpty()) {
                return Optional.empty();
            }
            Same key = launch.same();
            Result result = known.get(key);
            return result != null
                    ? Optional.of(planned(result))
                    : Optional.ofNullable(alike.get(launch.alike(key.shape(), kinds)));
        }
    }

    /** Returns the least buffers of launches that differ from this one in where layers lie; empty if none was planned. */
    Optional<Planned> least(Launch launch) {
        synchronized (known) {
            return launch.isPlain() ? Optional.ofNullable(least.get(launch.shape())) : Optional.empty();
        }
    }

    /** Keeps a plan in place of those that were used longest ago; of the least ones no more than of launches. */
    private void keep(Launch launch, Same key, Result result) {
        Alike like = launch.alike(key.shape(), kinds);
        synchronized (known) {
            if (known.putIfAbsent(key, result) != null) {
                return; // another thread planned it meanwhile
            }
            long held = heldBytes + bytes(key, result);
            result.planned().ifPresent(p -> {
                alike.merge(like, p, Planned::least);
                least.merge(key.shape(), p, Planned::least);
            });
            while (held > mostBytes && known.size() > 1) {
                Map.Entry<Same, Result> oldest = requireNonNull(known.pollFirstEntry());
                held -= bytes(oldest.getKey(), oldest.getValue());
            }
            while (alike.size() > known.size()) {
                alike.pollFirstEntry();
            }
            while (least.size() > known.size()) {
                least.pollFirstEntry();
            }
            heldBytes = held;
        }
        grown.run();
    }

    /** Returns about the bytes of a launch in all three maps. Four more numbers for each pool stand for its kinds of layers. */
    private static long bytes(Same key, Result result) {
        int pools = key.shape().backends().size();
        int plans = result.planned().isPresent() ? 3 * 2 : 0; // two numbers for each pool in each map
        int text = result.refusal().map(String::length).orElse(0);
        return LAUNCH_BYTES + key.pools().length() + text + (long) BOXED_BYTES * pools * (plans + 4);
    }

    private static Planned planned(Result result) {
        return result.planned()
                .orElseThrow(() -> new LaunchRefusedException(result.refusal().orElseThrow()));
    }

    private static Result tried(Launch launch, Family family) {
        try {
            return new Result(Optional.of(plan(launch.placement(), family)), Optional.empty());
        } catch (LaunchRefusedException e) {
            return new Result(
                    Optional.empty(),
                    Optional.of(String.valueOf(e.getMessage()))); // told again whenever it is asked for
        }
    }

    private static Planned plan(Placement placement, Family family) {
        ComputeBuffers compute = new ComputeBuffers(placement, family);
        List<Long> bytes = Arrays.stream(compute.bytes()).boxed().toList();
        List<Long> copied = Arrays.stream(compute.copied()).boxed().toList();
        return new Planned(bytes, copied, compute.flashAttention(), compute.attentionOnCpu());
    }
}
