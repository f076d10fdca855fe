package dev.llmfit.recommend.ollama;

import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.units.Amount;
import dev.llmfit.units.Bytes;

/**
 * What Ollama chooses where nothing is set, by the rules of {@link OllamaOutlook}.
 *
 * @param nCtx tokens of a slot: by the memory of all GPUs, at most the trained context
 * @param nBatch logical and physical batch
 * @param vram memory of the GPUs that it uses by itself
 */
public record OllamaLaunch(int nCtx, int nBatch, Bytes vram) {
    public OllamaLaunch {
        Amount.count(nCtx, "nCtx");
        Amount.count(nBatch, "nBatch");
    }

    /**
     * Returns what it chooses for a file.
     *
     * @param asked tokens of a slot if they are set, else 0
     */
    public static OllamaLaunch of(Machine machine, HyperParameters hyper, Bytes file, int asked) {
        Machine seen = OllamaRules.visible(machine);
        Bytes vram = Bytes.ZERO;
        for (Device device : seen.devices()) {
            vram = vram.plus(device.capacity());
        }
        int trained = hyper.nCtxTrain();
        int tier = OllamaRules.tier(vram);
        int planned = trained > 0 ? Math.min(tier, trained) : tier;
        int ctx = asked > 0 ? asked : planned;
        long predicted = OllamaRules.predicted(file, hyper, ctx);
        int batch = OllamaRules.batch(ctx, predicted, OllamaRules.placement(seen, predicted));
        return new OllamaLaunch(ctx, batch, vram);
    }
}
