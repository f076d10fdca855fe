package dev.llmfit.recommend;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What Ollama would do with a file here by itself. Its rules: {@code server/routes.go} plans 262,144 tokens from 47 GiB of VRAM in total,
 * 32,768 from 23 GiB and 4,096 below, unless {@code OLLAMA_CONTEXT_LENGTH} or {@code num_ctx} says otherwise; {@code llm/server.go} cuts
 * that to the trained context and allocates it for each of {@code OLLAMA_NUM_PARALLEL} slots (1) in f16 unless
 * {@code OLLAMA_KV_CACHE_TYPE} says otherwise; layers that do not fit stay in RAM.
 *
 * @param nCtx tokens of each slot that it plans
 * @param nGpuLayers layers that it can put on the GPUs with that context, the output layer included
 * @param layers all layers, the output layer included
 * @param settings environment of {@code ollama serve} that gives the recommended launch; empty if nothing is to be set
 * @param text the same in a sentence
 */
public record OllamaOutlook(int nCtx, int nGpuLayers, int layers, List<String> settings, String text) {
    private static final int LARGE_TIER = 262_144;
    private static final int MIDDLE_TIER = 32_768;
    private static final int SMALL_TIER = 4_096;
    private static final double LARGE_GIB = 47;
    private static final double MIDDLE_GIB = 23;

    public OllamaOutlook {
        settings = List.copyOf(settings);
    }

    /** Returns whether everything that has a place on the GPUs gets one. */
    public boolean whole() {
        return nGpuLayers == layers;
    }

    /** Returns the context that Ollama plans for a machine with this memory on its GPUs. */
    static int tier(Bytes vram) {
        double gib = vram.gib();
        return gib >= LARGE_GIB ? LARGE_TIER : gib >= MIDDLE_GIB ? MIDDLE_TIER : SMALL_TIER;
    }

    static OllamaOutlook of(Machine machine, Budgets budgets, Launch launch, int trained, Sizer sizer) {
        Bytes vram = Bytes.ZERO;
        for (Device device : machine.devices()) {
            vram = vram.plus(device.capacity());
        }
        int planned = trained > 0 ? Math.min(tier(vram), trained) : tier(vram);
        int layers = launch.estimate().layerDevice().size();
        int fitting = machine.devices().isEmpty() ? 0 : fitting(budgets, sizer, planned, layers);
        LaunchOptions wanted = launch.options();
        int wantedCtx = wanted.nCtx() / Math.max(1, wanted.nParallel());
        boolean spills = launch.verdict() == Verdict.FULL_GPU && fitting < layers;
        List<String> settings = settings(wanted, wantedCtx, planned < wantedCtx || spills, launch);
        return new OllamaOutlook(
                planned, fitting, layers, settings, text(vram, planned, wantedCtx, fitting, layers, spills, settings));
    }

    private static int fitting(Budgets budgets, Sizer sizer, int ctx, int layers) {
        LaunchOptions options = LaunchOptions.defaults().withNCtx(ctx).withNOutputsMax(1);
        int low = 0;
        int high = layers;
        while (low < high) {
            int middle = low == 0 && high == layers ? layers : (low + high + 1) / 2;
            if (sizer.size(options.withNGpuLayers(middle)).filter(budgets::fits).isPresent()) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private static List<String> settings(LaunchOptions wanted, int wantedCtx, boolean context, Launch launch) {
        List<String> settings = new ArrayList<>();
        if (context) {
            settings.add("OLLAMA_CONTEXT_LENGTH=" + wantedCtx);
        }
        if (wanted.nParallel() > 1) {
            settings.add("OLLAMA_NUM_PARALLEL=" + wanted.nParallel());
        }
        if (wanted.typeK() != GgmlType.F16) {
            settings.add("OLLAMA_FLASH_ATTENTION=1");
            settings.add("OLLAMA_KV_CACHE_TYPE=" + launch.options().typeK().ggmlName());
        }
        return settings;
    }

    private static String text(
            Bytes vram, int planned, int wantedCtx, int fitting, int layers, boolean spills, List<String> settings) {
        StringBuilder text = new StringBuilder(
                String.format(Locale.ROOT, "plans %,d tokens by itself (%.1f GiB of VRAM)", planned, vram.gib()));
        if (spills) {
            text.append(String.format(Locale.ROOT, ", then about %d of %d layers fit on the GPU", fitting, layers));
        } else if (planned < wantedCtx) {
            text.append(" and forgets what is longer");
        }
        return text.append(settings.isEmpty() ? ": nothing to set." : ": set " + String.join(" ", settings) + ".")
                .toString();
    }
}
