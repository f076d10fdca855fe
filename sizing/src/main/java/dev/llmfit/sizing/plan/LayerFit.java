package dev.llmfit.sizing.plan;

import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Fills devices with layers, steps 3 and 4 of {@code common_params_fit_impl} ({@code common/fit.cpp}): from the last layer to the first,
 * of a mixture of experts without the experts; then, from the first device on, layers with their experts, and part of one more.
 */
final class LayerFit {
    /** Which tensors of the feed-forward part of a layer overflow from its device. */
    private enum Overflow {
        /** {@code LAYER_FRACTION_ATTN}. */
        ALL("ffn_(gate|up|gate_up|down).*"),
        /** {@code LAYER_FRACTION_UP}. */
        GATE_AND_DOWN("ffn_(gate|gate_up|down).*"),
        /** {@code LAYER_FRACTION_GATE}. */
        DOWN("ffn_down.*"),
        /** {@code LAYER_FRACTION_MOE}. */
        EXPERTS("ffn_(up|down|gate_up|gate)_(ch|)exps");

        private final String pattern;

        Overflow(String pattern) {
            this.pattern = pattern;
        }

        String of(int layer, String buffer) {
            return "blk\\." + layer + "\\." + pattern + "=" + buffer;
        }
    }

    private static final String HOST = "CPU";

    private final ParamsFit.Shape shape;
    private final Function<LaunchOptions, Estimate> memory;
    private final List<DeviceMemory> devices;
    private final int first;
    private final long[] targets;

    LayerFit(
            ParamsFit.Shape shape,
            ParamsFit.Wish wish,
            Function<LaunchOptions, Estimate> memory,
            List<DeviceMemory> devices,
            int first) {
        this.shape = shape;
        this.memory = memory;
        this.devices = devices;
        this.first = first;
        this.targets = new long[devices.size()];
        for (int d = 0; d < targets.length; d++) {
            targets[d] = devices.get(d).free().count() - wish.target(d);
        }
    }

    /** How many layers each device has: all of them, those that overflow, and what overflows of the first of these and where to. */
    private static final class Layers {
        private final int[] all;
        private final int[] partial;
        private final Overflow[] overflow;
        private final String[] buffer;

        private Layers(int[] all, int[] partial, Overflow[] overflow, String[] buffer) {
            this.all = all;
            this.partial = partial;
            this.overflow = overflow;
            this.buffer = buffer;
        }

        static Layers none(int devices) {
            Overflow[] overflow = new Overflow[devices];
            Arrays.fill(overflow, Overflow.EXPERTS);
            String[] buffer = new String[devices];
            Arrays.fill(buffer, HOST);
            return new Layers(new int[devices], new int[devices], overflow, buffer);
        }

        Layers copy() {
            return new Layers(all.clone(), partial.clone(), overflow.clone(), buffer.clone());
        }

        int whole(int device) {
            return all[device] - partial[device];
        }
    }

    /** A distribution with what it takes of each device. */
    private static final class Tried {
        private final Layers layers;
        private final long[] used;

        private Tried(Layers layers, long[] used) {
            this.layers = layers;
            this.used = used;
        }
    }

    /** Returns the options that fill the devices. */
    LaunchOptions fit(LaunchOptions options) {
        int n = devices.size();
        boolean expertsMayMove = shape.experts() && surplusWithoutExperts(options) > 0;
        Tried best = tried(options, Layers.none(n));
        for (int d = n - 1; d >= 0; d--) {
            best = fillBackToFront(options, best, d);
        }
        if (!expertsMayMove) {
            return with(options, best.layers);
        }
        return with(options, convert(options, best).layers);
    }

    /** Returns the bytes that all devices together have beside the model without its experts. */
    private long surplusWithoutExperts(LaunchOptions options) {
        Estimate estimate = memory.apply(
                options.withOverrideTensor(List.of("blk\\.\\d+\\.ffn_(up|down|gate_up|gate)_(ch|)exps=" + HOST)));
        long surplus = 0;
        for (int d = 0; d < devices.size(); d++) {
            surplus += targets[d] - used(estimate, d);
        }
        return surplus;
    }

    private Tried fillBackToFront(LaunchOptions options, Tried low, int d) {
        int n = devices.size();
        int left = shape.layers() + 1;
        for (int later = d + 1; later < n; later++) {
            left -= low.layers.all[later];
        }
        Layers most = low.layers.copy();
        most.all[d] = left;
        if (shape.experts()) {
            most.partial[d] = d < n - 1 ? left : left - 1;
        }
        if (left <= 0) {
            return low;
        }
        Tried high = tried(options, most);
        if (high.used[d] <= targets[d]) {
            return high;
        }
        Tried best = low;
        int delta = high.layers.all[d] - best.layers.all[d];
        while (delta > 1) {
            int step = step(delta, targets[d], best.used[d], high.used[d]);
            Layers test = best.layers.copy();
            test.all[d] += step;
            if (shape.experts()) { // the output layer is the first and always whole
                test.partial[d] += d == n - 1 && test.partial[d] == 0 ? step - 1 : step;
            }
            Tried tried = tried(options, test);
            if (tried.used[d] <= targets[d]) {
                best = tried;
            } else {
                high = tried;
            }
            delta = high.layers.all[d] - best.layers.all[d];
        }
        return best;
    }

    /** Step 4: layers without experts become whole ones, from the first device on. */
    private Tried convert(LaunchOptions options, Tried dense) {
        int n = devices.size();
        int start = n;
        for (int d = n - 1; d >= 0 && dense.layers.all[d] > 0; d--) {
            start = d;
        }
        Conversion state = new Conversion(dense, start);
        for (int d = 0; d <= state.start && state.start < n; d++) {
            state = part(options, converted(options, state, d), d);
        }
        return state.best;
    }

    /** The best so far, and the first device that still has layers without experts. */
    private record Conversion(Tried best, int start) {}

    private Conversion converted(LaunchOptions options, Conversion from, int d) {
        int n = devices.size();
        Layers most = from.best.layers.copy();
        for (int later = from.start; later < n; later++) {
            int moved = later < n - 1 ? most.all[later] : most.all[later] - 1;
            most.all[d] += moved;
            most.all[later] -= moved;
            most.partial[later] = 0;
        }
        Tried high = tried(options, most);
        if (high.used[d] <= targets[d]) {
            return new Conversion(high, n - 1);
        }
        Conversion best = from;
        int delta = high.layers.whole(d) - best.best.layers.whole(d);
        while (delta > 1) {
            int step = step(delta, targets[d], best.best.used[d], high.used[d]);
            Layers test = best.best.layers.copy();
            int start = best.start;
            int moved = 0;
            for (; start < n; start++) {
                int more = Math.min(step - moved, test.partial[start]);
                test.all[start] -= more;
                test.partial[start] -= more;
                test.all[d] += more;
                moved += more;
                if (test.partial[start] > 0) {
                    break;
                }
            }
            Tried tried = tried(options, test);
            if (tried.used[d] <= targets[d]) {
                best = new Conversion(tried, start);
            } else {
                high = tried;
            }
            delta = high.layers.whole(d) - best.best.layers.whole(d);
        }
        return best;
    }

    /** Tries to put a part of one more layer on a device; the rest goes to the next device or the host. */
    private Conversion part(LaunchOptions options, Conversion from, int d) {
        int n = devices.size();
        if (from.start >= n || from.best.layers.all[from.start] <= (d < n - 1 ? 0 : 1)) {
            return from;
        }
        Layers test = from.best.layers.copy();
        int start = from.start;
        test.all[start]--;
        test.partial[start]--;
        test.all[d]++;
        test.partial[d]++;
        if (test.partial[start] == 0) {
            start++;
        }
        if (d < n - 1) {
            test.buffer[d] = devices.get(d + 1).name();
        }
        Tried up = tried(options, overflowing(test, d, Overflow.GATE_AND_DOWN));
        if (leavesRoom(up, d)) {
            Tried gate = tried(options, overflowing(test, d, Overflow.DOWN));
            return new Conversion(leavesRoom(gate, d) ? gate : up, start);
        }
        Tried attention = tried(options, overflowing(test, d, Overflow.ALL));
        return leavesRoom(attention, d) ? new Conversion(attention, start) : from;
    }

    private static Layers overflowing(Layers layers, int d, Overflow overflow) {
        Layers changed = layers.copy();
        changed.overflow[d] = overflow;
        return changed;
    }

    private boolean leavesRoom(Tried tried, int d) {
        return tried.used[d] < targets[d] && (d + 1 == devices.size() || tried.used[d + 1] < targets[d + 1]);
    }

    /** The method of false position; the difference is unsigned there, so a target below what is used gives the largest step. */
    private static int step(int delta, long target, long low, long high) {
        long guess = delta * (target - low) / (high - low);
        long unsigned = guess & 0xFFFF_FFFFL;
        return (int) Math.min(Math.max(unsigned, 1), delta - 1);
    }

    private Tried tried(LaunchOptions options, Layers layers) {
        Estimate estimate = memory.apply(with(options, layers));
        long[] used = new long[devices.size()];
        for (int d = 0; d < used.length; d++) {
            used[d] = used(estimate, d);
        }
        return new Tried(layers, used);
    }

    private long used(Estimate estimate, int d) {
        return estimate.devices().get(first + d).total().count();
    }

    /** {@code set_ngl_tensor_split_tbo}. */
    private LaunchOptions with(LaunchOptions options, Layers layers) {
        int all = Arrays.stream(layers.all).sum();
        List<Double> split = new ArrayList<>();
        List<String> overrides = new ArrayList<>();
        int layer = shape.layers() + 1 - all;
        for (int d = 0; d < layers.all.length; d++) {
            split.add((double) layers.all[d]);
            layer += layers.whole(d);
            for (int il = layer; il < layer + layers.partial[d]; il++) {
                boolean leading = il == layer;
                overrides.add(
                        (leading ? layers.overflow[d] : Overflow.EXPERTS).of(il, leading ? layers.buffer[d] : HOST));
            }
            layer += layers.partial[d];
        }
        return options.withNGpuLayers(all)
                .withTensorSplit(layers.all.length > 1 ? split : options.tensorSplit())
                .withOverrideTensor(overrides);
    }
}
