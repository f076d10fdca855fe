package dev.llmfit.sizing.plan;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Compute buffers of launches of one model that were planned before. They depend on which layer lies where and not on why: the free
 * memory, the split and the number of layers that led there do not count, so that machines with cards of one kind share them. Safe for
 * use by several threads.
 */
final class PlannedBuffers {
    /** Launches that are kept; a search plans some hundreds. Judgement. */
    private static final int MOST = 2048;

    /** A device with so many layers has the buffers of one with more; with fewer it seldom has. Found by trial over all architectures. */
    private static final int SEVERAL = 4;

    /**
     * Compute buffers of launches that are much alike differ by less than this share: of random launches over all architectures 46 of
     * 10,537 had buffers that were smaller by more.
     */
    private static final double UNLIKE = 0.1;

    private final List<Integer> kinds;
    private final Map<Same, Result> known = new HashMap<>();
    private final Map<Alike, Planned> alike = new HashMap<>();
    private final Map<Shape, Planned> least = new HashMap<>();

    /**
     * Creates an empty store.
     *
     * @param kinds a number for each layer, the same one for layers that are alike
     */
    PlannedBuffers(List<Integer> kinds) {
        this.kinds = List.copyOf(kinds);
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

    /** Launches with the same plan: the pool of each layer and of the output, and the layers whose experts are on the host. */
    private record Same(Shape shape, List<Integer> pools, int nCpuMoe) {
        Same {
            pools = List.copyOf(pools);
        }
    }

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
            Integer[] pools = new Integer[placement.layers().count()];
            Arrays.setAll(pools, il -> placement.layers().pool(il));
            return new Same(shape(), List.of(pools), nCpuMoe());
        }

        private Alike alike(List<Integer> kinds) {
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
                    shape(), List.copyOf(layers), ends, placement.weights().largestHostMatrix());
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
            Result result = known.get(launch.same());
            return result != null ? Optional.of(planned(result)) : Optional.ofNullable(alike.get(launch.alike(kinds)));
        }
    }

    /** Returns the least buffers of launches that differ from this one in where layers lie; empty if none was planned. */
    Optional<Planned> least(Launch launch) {
        synchronized (known) {
            return launch.isPlain() ? Optional.ofNullable(least.get(launch.shape())) : Optional.empty();
        }
    }

    private void keep(Launch launch, Same key, Result result) {
        synchronized (known) {
            if (known.size() >= MOST) {
                known.clear();
                alike.clear();
                least.clear();
            }
            known.put(key, result);
            result.planned().ifPresent(p -> {
                alike.merge(launch.alike(kinds), p, Planned::least);
                least.merge(launch.shape(), p, Planned::least);
            });
        }
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
