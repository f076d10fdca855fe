package dev.llmfit.sizing.plan;

import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.SplitMode;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * What llama.cpp's {@code --fit} makes of a launch that does not fit: a smaller context if none is given, then fewer layers on the
 * devices, of a mixture of experts first fewer experts.
 *
 * <p>Source: {@code common_params_fit_impl} ({@code common/fit.cpp}), step by step; its arithmetic in whole numbers is kept.
 */
public final class ParamsFit {
    /** Contexts are rounded down to a multiple of this ({@code align}). */
    private static final int ALIGN = 256;

    private final Shape shape;
    private final Wish wish;
    private final Function<LaunchOptions, Estimate> memory;
    private final List<DeviceMemory> devices;
    private final LaunchOptions given;

    /** Which devices of an estimate the launch uses: all, or the main one. */
    private final int first;

    /**
     * What the fit must know of the model.
     *
     * @param layers {@code llama_model_n_layer}, with those for next-token prediction where they are loaded
     * @param nCtxTrain the trained context
     * @param experts whether it is a mixture of experts
     */
    public record Shape(int layers, int nCtxTrain, boolean experts) {}

    /**
     * What is asked for.
     *
     * @param targets what stays free of each device; one for all
     * @param leastContext {@code --fit-ctx}; empty if all of the trained context is asked for
     * @param layersGiven whether {@code -ngl} is given
     * @param host memory of the host in all, of which a launch without devices must leave a target free
     */
    public record Wish(List<Bytes> targets, OptionalInt leastContext, boolean layersGiven, Bytes host) {
        public Wish {
            targets = List.copyOf(targets);
        }

        long target(int device) {
            return targets.size() == 1
                    ? targets.getFirst().count()
                    : device < targets.size() ? targets.get(device).count() : 0;
        }
    }

    /**
     * Prepares a fit.
     *
     * @param memory sizes a launch with everything that is loaded beside the model
     * @param devices all devices
     * @param given the options before
     */
    public ParamsFit(
            Shape shape,
            Wish wish,
            Function<LaunchOptions, Estimate> memory,
            List<DeviceMemory> devices,
            LaunchOptions given) {
        this.shape = shape;
        this.wish = wish;
        this.memory = memory;
        this.given = given;
        UsedDevices used = UsedDevices.of(devices, given);
        this.devices = used.list();
        this.first = used.first();
    }

    /** Returns the launch that results. */
    public FittedLaunch fit() {
        int n = devices.size();
        int streams = given.kvUnified() ? 1 : Math.max(1, given.nParallel());
        boolean choosesContext = given.nCtx() == 0;
        long most = Math.min((long) shape.nCtxTrain() * streams, 0xFFFF_FFFFL);
        long least = wish.leastContext().isEmpty()
                ? 0xFFFF_FFFFL
                : Math.min((long) wish.leastContext().getAsInt() * streams, 0xFFFF_FFFFL);
        LaunchOptions full = choosesContext ? given.withNCtx((int) Math.min(most, Integer.MAX_VALUE)) : given;
        Estimate whole = memory.apply(full);
        if (fits(whole)) {
            return result(full, Optional.empty());
        }
        LaunchOptions reached = full;
        if (missing(whole) > 0 && choosesContext && most > least) {
            Context context = context(whole, full, most, least, streams);
            reached = context.options;
            if (context.enough && n <= 1) {
                return result(reached, Optional.empty());
            }
        }
        Optional<String> refused = refusal(n);
        if (refused.isPresent()) {
            return result(reached, refused);
        }
        return result(new LayerFit(shape, wish, memory, devices, first).fit(reached), Optional.empty());
    }

    private record Context(LaunchOptions options, boolean enough) {}

    /** Step 2: a context between the least and the trained one, by the line between what both take. */
    private Context context(Estimate whole, LaunchOptions full, long most, long least, int streams) {
        int n = devices.size();
        long target = 0;
        long weights = 0;
        for (int d = 0; d < n; d++) {
            target += devices.get(d).free().count() - wish.target(d);
            weights += whole.devices().get(first + d).weights().count();
        }
        if (n == 0) {
            target = wish.host().count() - wish.target(0);
        }
        if (n > 1) {
            long perLayer = weights / shape.layers();
            target -= (n + 1) * perLayer / (shape.experts() ? 6 : 2);
        }
        long used = used(whole);
        LaunchOptions smallest = full.withNCtx((int) least);
        long usedLeast = used(memory.apply(smallest));
        if (target <= usedLeast) {
            return new Context(smallest, false);
        }
        // 128 bits are not needed: tokens times bytes stay below 2^63 for all but absurd contexts
        long cells = least + Math.multiplyExact(most - least, target - usedLeast) / (used - usedLeast);
        long aligned = Math.max(cells - cells % ((long) ALIGN * streams), least);
        return new Context(full.withNCtx((int) aligned), true);
    }

    private Optional<String> refusal(int n) {
        if (n == 0) {
            return Optional.of("a smaller context is not enough for the memory of the host");
        }
        if (wish.layersGiven()) {
            return Optional.of("-ngl is given, so layers stay where it puts them");
        }
        if (n > 1 && given.tensorSplit().stream().anyMatch(s -> s != 0)) {
            return Optional.of("-ts is given, so layers stay where it puts them");
        }
        if (n > 1 && given.splitMode() == SplitMode.ROW) {
            return Optional.of("-sm row is not fitted");
        }
        if (given.nCpuMoe() > 0 || !given.overrideTensor().isEmpty()) {
            return Optional.of("tensors have places by -ot, -cmoe or -ncmoe, so the rest stays where it is");
        }
        return Optional.empty();
    }

    private boolean fits(Estimate estimate) {
        if (devices.isEmpty()) {
            return missing(estimate) <= 0;
        }
        for (int d = 0; d < devices.size(); d++) {
            long free = devices.get(d).free().count()
                    - estimate.devices().get(first + d).total().count();
            if (free < wish.target(d)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the bytes that are missing over all devices together; what is too much on one may be free on another. */
    private long missing(Estimate estimate) {
        if (devices.isEmpty()) {
            return wish.target(0) + used(estimate) - wish.host().count();
        }
        long missing = 0;
        for (int d = 0; d < devices.size(); d++) {
            missing += wish.target(d) - devices.get(d).free().count();
        }
        return missing + used(estimate);
    }

    private long used(Estimate estimate) {
        if (devices.isEmpty()) {
            return estimate.host().total().count();
        }
        long used = 0;
        for (BufferSizes device : estimate.devices().subList(first, first + devices.size())) {
            used += device.total().count();
        }
        return used;
    }

    private FittedLaunch result(LaunchOptions options, Optional<String> failure) {
        // without a context llama.cpp takes the trained one, so that is none of the changes
        LaunchOptions before = given.nCtx() == 0 ? given.withNCtx(shape.nCtxTrain()) : given;
        return new FittedLaunch(options, before, failure);
    }
}
