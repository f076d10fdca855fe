package dev.llmfit.recommend.ollama;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.fit.Sizer;
import dev.llmfit.recommend.offer.ModelProfile;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.wish.PlannedLaunch;
import dev.llmfit.recommend.wish.Verdict;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.Amount;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Counted;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;

/**
 * What Ollama would do with a file here by itself; its rules are in {@link OllamaRules}. It plans a context by the memory of all GPUs, cuts
 * it to the trained one ({@code llm/server.go} NewLlamaServer), multiplies it by {@code OLLAMA_NUM_PARALLEL} (1) and never shrinks it
 * to fit; what does not fit stays in RAM: experts first in a mixture of experts, else whole layers ({@code common/fit.cpp} of llama.cpp).
 *
 * @param nCtx tokens of each slot that it plans
 * @param nGpuLayers layers that it can put on the GPUs with that context, the output layer included
 * @param layers all layers, the output layer included
 * @param cpuMoe layers on the GPUs whose experts stay in RAM
 * @param nUbatch physical batch that it chooses
 * @param settings environment of {@code ollama serve} that gives the recommended launch; empty if nothing is to be set
 * @param text the same in a sentence
 */
public record OllamaOutlook(
        int nCtx, int nGpuLayers, int layers, int cpuMoe, int nUbatch, List<String> settings, String text) {
    public OllamaOutlook {
        Amount.count(nCtx, "nCtx");
        Amount.count(nGpuLayers, "nGpuLayers");
        Amount.count(layers, "layers");
        Amount.count(cpuMoe, "cpuMoe");
        Amount.count(nUbatch, "nUbatch");
        settings = List.copyOf(settings);
    }

    /** Returns whether everything that has a place on the GPUs gets one. */
    public boolean whole() {
        return nGpuLayers == layers && cpuMoe == 0;
    }

    /**
     * Returns the outlook for a launch.
     *
     * @param machine all GPUs, those that Ollama leaves out among them
     * @param profile shape of the model
     * @param engines what sizes launches
     */
    public static OllamaOutlook of(Machine machine, PlannedLaunch launch, ModelProfile profile, Engines engines) {
        Machine seen = OllamaRules.visible(machine);
        Bytes vram = Bytes.ZERO;
        for (Device device : seen.devices()) {
            vram = vram.plus(device.capacity());
        }
        int trained = profile.hyper().nCtxTrain();
        int planned = trained > 0 ? Math.min(OllamaRules.tier(vram), trained) : OllamaRules.tier(vram);
        int layers = launch.estimate().layerDevice().size();
        Fit fit = new Fit(seen, launch, profile, engines, layers);
        Fitted own = fit.of(planned, GgmlType.F16);
        LaunchOptions wanted = launch.options().withLoadMtp(false).withNDraft(0); // Ollama guesses nothing ahead
        int wantedCtx = wanted.nCtx() / Math.max(1, wanted.nParallel());
        boolean hidden = seen.devices().isEmpty() && !machine.devices().isEmpty();
        boolean spills = launch.verdict() == Verdict.FULL_GPU && !own.whole(layers) && !hidden;
        boolean context = planned < wantedCtx || (spills && planned != wantedCtx);
        List<String> settings = settings(wanted, wantedCtx, context, profile);
        StringBuilder text = new StringBuilder(
                String.format(Locale.ROOT, "plans %,d tokens by itself (%.1f GiB of VRAM)", planned, vram.gib()));
        if (hidden) {
            settings.addFirst("OLLAMA_IGPU_ENABLE=1");
            text.append(" and leaves out the GPU of the processor");
        } else if (spills) {
            text.append(own.spilled(layers));
        } else if (planned < wantedCtx) {
            text.append(" and forgets what is longer");
        }
        text.append(settings.isEmpty() ? ": nothing to set." : ": set " + String.join(" ", settings) + ".");
        if (spills && !fit.of(wantedCtx, wanted.typeK()).whole(layers)) {
            text.append(" Its fit then still keeps some in RAM; PARAMETER num_gpu 999 puts all there.");
        }
        if (wanted.nParallel() > 1 && !OllamaRules.slots(profile.architecture())) {
            text.append(" It answers one request at a time with this architecture.");
        }
        return new OllamaOutlook(planned, own.layers(), layers, own.cpuMoe(), own.ubatch(), settings, text.toString());
    }

    private static List<String> settings(LaunchOptions wanted, int wantedCtx, boolean context, ModelProfile profile) {
        List<String> settings = new ArrayList<>();
        if (context) {
            settings.add("OLLAMA_CONTEXT_LENGTH=" + wantedCtx);
        }
        if (wanted.nParallel() > 1 && OllamaRules.slots(profile.architecture())) {
            settings.add("OLLAMA_NUM_PARALLEL=" + wanted.nParallel());
        }
        if (wanted.typeK() != GgmlType.F16) {
            settings.add("OLLAMA_FLASH_ATTENTION=1");
            settings.add("OLLAMA_KV_CACHE_TYPE=" + wanted.typeK().ggmlName());
        }
        return settings;
    }

    /** Where llama.cpp's fit puts a launch of Ollama's. */
    private record Fitted(int layers, int cpuMoe, int ubatch) {
        boolean whole(int all) {
            return layers == all && cpuMoe == 0;
        }

        String spilled(int all) {
            return layers == all
                    ? ", then the experts of about " + Counted.of(cpuMoe, "layer") + " stay in RAM"
                    : String.format(Locale.ROOT, ", then about %d of %d layers fit on the GPU", layers, all);
        }
    }

    /** The fit of llama.cpp on the GPUs that Ollama takes for a load. */
    private record Fit(Machine seen, PlannedLaunch launch, ModelProfile profile, Engines engines, int layers) {
        Fitted of(int ctx, GgmlType cache) {
            long predicted = OllamaRules.predicted(launch.fileBytes(), profile.hyper(), ctx);
            Machine machine = OllamaRules.placement(seen, predicted);
            int ubatch = OllamaRules.batch(ctx, predicted, machine);
            if (machine.devices().isEmpty()) {
                return new Fitted(0, 0, ubatch);
            }
            Budgets budgets = Budgets.of(machine, Budgets.DEFAULT_MARGIN);
            Sizer sizer = new Sizer(
                    engines.memory(), launch.offer().model(launch.fileType()), budgets.memory(), engines.build());
            LaunchOptions options = LaunchOptions.defaults()
                    .withNCtx(ctx)
                    .withNBatch(ubatch)
                    .withNUbatch(ubatch)
                    .withNOutputsMax(1)
                    .withTypeK(cache)
                    .withTypeV(cache);
            long room = budgets.allDevices();
            IntFunction<LaunchOptions> byLayers = options::withNGpuLayers;
            if (left(budgets, sizer, byLayers.apply(layers)) >= 0) {
                return new Fitted(layers, 0, ubatch);
            }
            if (profile.moe()) {
                LaunchOptions dense = byLayers.apply(layers);
                int most = profile.layers();
                if (left(budgets, sizer, dense.withNCpuMoe(most)) >= 0) {
                    int onGpu = largest(most, room, n -> left(budgets, sizer, dense.withNCpuMoe(most - n)));
                    return new Fitted(layers, most - onGpu, ubatch);
                }
                return new Fitted(
                        largest(
                                layers,
                                room,
                                n -> left(budgets, sizer, byLayers.apply(n).withNCpuMoe(most))),
                        most,
                        ubatch);
            }
            return new Fitted(largest(layers, room, n -> left(budgets, sizer, byLayers.apply(n))), 0, ubatch);
        }

        private long left(Budgets budgets, Sizer sizer, LaunchOptions options) {
            return sizer.overfull(options, budgets, launch.estimate())
                    .orElseGet(() -> left(budgets, sizer.size(options)));
        }

        private static long left(Budgets budgets, Optional<Estimate> estimate) {
            if (estimate.isEmpty()) {
                return Long.MIN_VALUE;
            }
            long least = budgets.shared().contains(true) ? budgets.hostLeft(estimate.get()) : Long.MAX_VALUE;
            for (int d = 0; d < budgets.devices().size(); d++) {
                least = Math.min(least, budgets.left(estimate.get(), d));
            }
            return least;
        }

        /**
         * Returns the largest number below {@code tooMany} that leaves room. Layers take about the same, so the line between two known
         * points hits it in three or four looks where halving takes seven.
         */
        private static int largest(int tooMany, long room, IntToLongFunction left) {
            int low = 0;
            int high = tooMany;
            double atLow = Math.max(1, room);
            double atHigh = left.applyAsLong(high);
            boolean halve = false;
            while (high - low > 1) {
                double share = halve ? 0.5 : atLow / Math.max(1, atLow - atHigh);
                int guess = Math.clamp(low + (long) Math.floor((high - low) * share), low + 1, high - 1);
                long there = left.applyAsLong(guess);
                // Next to a known point the line no longer gains; a graph that grows in steps must not make this a
                // walk.
                halve = guess == low + 1 || guess == high - 1;
                if (there >= 0) {
                    low = guess;
                    atLow = there;
                } else {
                    high = guess;
                    atHigh = there;
                }
            }
            return low;
        }
    }
}
