package dev.llmfit.sizing.plan;

import dev.llmfit.sizing.Explanation.Item;
import dev.llmfit.sizing.Explanation.Peak;
import dev.llmfit.sizing.graph.Op;
import dev.llmfit.sizing.graph.PlanObserver;
import dev.llmfit.sizing.graph.Tensor;
import dev.llmfit.units.Amount;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Records, for each compute buffer, what is alive when most of it is in use. */
final class PeakRecorder implements PlanObserver {
    /** Lines that a reader takes in at a glance; judgement. */
    private static final int LARGEST = 8;

    private record Placed(int pool, long bytes) {
        Placed {
            Amount.size(bytes, "bytes");
        }
    }

    private final List<String> places;
    private final IdentityHashMap<Tensor, Placed> alive = new IdentityHashMap<>();
    private final long[] inUse;
    private final long[] most;
    private final List<Peak> peaks = new ArrayList<>();

    PeakRecorder(List<String> places) {
        this.places = places;
        this.inUse = new long[places.size()];
        this.most = new long[places.size()];
        for (String place : places) {
            peaks.add(new Peak(place, Bytes.ZERO, Bytes.ZERO, "", List.of()));
        }
    }

    @Override
    public void placed(Tensor t, int pool, long bytes) {
        alive.put(t, new Placed(pool, bytes));
        inUse[pool] += bytes;
    }

    @Override
    public void freed(Tensor t) {
        Placed placed = alive.remove(t);
        if (placed != null) {
            inUse[placed.pool] -= placed.bytes;
        }
    }

    @Override
    public void ran(Tensor node) {
        for (int pool = 0; pool < inUse.length; pool++) {
            if (inUse[pool] > most[pool]) {
                most[pool] = inUse[pool];
                peaks.set(pool, peak(pool, node));
            }
        }
    }

    private Peak peak(int pool, Tensor node) {
        List<Item> largest = alive.entrySet().stream()
                .filter(e -> e.getValue().pool == pool)
                .sorted(Comparator.comparingLong((Map.Entry<Tensor, Placed> e) -> -e.getValue().bytes)
                        .thenComparing(e -> describe(e.getKey())))
                .limit(LARGEST)
                .map(e -> new Item(describe(e.getKey()), places.get(pool), Bytes.of(e.getValue().bytes)))
                .toList();
        return new Peak(places.get(pool), Bytes.ZERO, Bytes.of(inUse[pool]), describe(node), largest);
    }

    /**
     * Returns the peaks.
     *
     * @param planned bytes that the graph needs in each place
     */
    List<Peak> peaks(long[] planned) {
        List<Peak> all = new ArrayList<>();
        for (int pool = 0; pool < planned.length; pool++) {
            Peak peak = peaks.get(pool);
            all.add(new Peak(peak.place(), Bytes.of(planned[pool]), peak.inUse(), peak.during(), peak.largest()));
        }
        return all;
    }

    /** Returns what a tensor is, in words, with its shape. */
    private static String describe(Tensor t) {
        return words(t) + " [" + t.ne0() + " × " + t.ne1() + (t.ne2() * t.ne3() > 1 ? " × " + t.ne2() * t.ne3() : "")
                + "] " + t.type().ggmlName();
    }

    private static String words(Tensor t) {
        if (t.isInput() && !t.name().isEmpty()) {
            return "input " + t.name();
        }
        if (t.op() == Op.NONE) {
            return t.name().isEmpty() ? "copy between devices" : "copy of " + t.name();
        }
        if (!t.name().isEmpty()) {
            return t.name();
        }
        String of = origin(t);
        return switch (t.op()) {
            case MUL_MAT, MUL_MAT_ID -> of.isEmpty() ? "attention scores or product" : "product with " + of;
            case FLASH_ATTN_EXT -> "flash attention with its scratch";
            case SOFT_MAX -> of.isEmpty() ? "attention weights" : "softmax after " + of;
            case GLU -> "gated activation after " + of;
            default -> t.op().name().toLowerCase(Locale.ROOT) + (of.isEmpty() ? "" : " after " + of);
        };
    }

    /** The name of the weight or input that the first line of sources leads to. */
    private static String origin(Tensor t) {
        Tensor at = t;
        for (int steps = 0; steps < 12 && at.sources() > 0; steps++) {
            at = at.source(0);
            if (!at.name().isEmpty()) {
                return at.name();
            }
        }
        return "";
    }
}
