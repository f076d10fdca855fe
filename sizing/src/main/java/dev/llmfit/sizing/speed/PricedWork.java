package dev.llmfit.sizing.speed;

import java.util.ArrayList;
import java.util.List;

/**
 * A launch whose work is multiplied by prices, so that the formula takes as long for it as the machine does for the real one. Bytes
 * that are copied over a link keep their number; the link has its own price.
 */
final class PricedWork {
    private final SpeedRequest request;
    private final Prices prices;
    private final boolean prompt;

    private PricedWork(SpeedRequest request, Prices prices, boolean prompt) {
        this.request = request;
        this.prices = prices;
        this.prompt = prompt;
    }

    /** Returns the launch as generation costs it. */
    static SpeedRequest generation(SpeedRequest request, Prices prices) {
        return new PricedWork(request, prices, false).priced();
    }

    /** Returns the launch as its prompt costs it. */
    static SpeedRequest prompt(SpeedRequest request, Prices prices) {
        return new PricedWork(request, prices, true).priced();
    }

    private SpeedRequest priced() {
        List<LayerWork> layers = new ArrayList<>();
        List<List<MovedWork>> moved = new ArrayList<>();
        for (int il = 0; il < request.placed().layers().size(); il++) {
            boolean home = onDevice(request.deviceOf(il).isPresent());
            // In a prompt the device that multiplies a layer's weights takes its attention too.
            boolean cache = prompt ? home && !request.options().noKvOffload() : !request.cacheOnHost(il);
            layers.add(layer(request.placed().layers().get(il), home, cache));
            moved.add(request.placed().moved().get(il).stream().map(this::moved).toList());
        }
        boolean output = request.placed().output().isPresent();
        return request.priced(
                request.work()
                        .withHeadBytes(prices.weights(output, request.work().headBytes())),
                new PlacedWork(layers, moved, request.placed().output()),
                request.devices().stream()
                        .map(d -> d.withLinkBandwidth(d.linkBandwidth() / prices.of(true, CostPart.LINK)))
                        .toList());
    }

    /** Weights in host memory are copied to the device for prompts that are long enough. */
    private boolean onDevice(boolean there) {
        return there || (prompt && PromptTime.offloads(request, request.nPrompt()));
    }

    private LayerWork layer(LayerWork work, boolean onDevice, boolean cacheOnDevice) {
        double experts = prices.of(onDevice, CostPart.EXPERTS);
        double attention = prices.of(cacheOnDevice, CostPart.ATTENTION);
        LayerWork.Attention a = work.attention();
        return new LayerWork(
                prompt ? work.denseBytes() : prices.weights(onDevice, work.denseBytes()),
                prompt ? prices.weights(onDevice, work.denseWeights()) : work.denseWeights(),
                prompt ? work.expertBytes() : work.expertBytes().times(experts),
                prompt ? work.expertWeights().times(experts) : work.expertWeights(),
                work.width(),
                work.tensors() * prices.of(onDevice, CostPart.LAYERS),
                work.usedExperts(),
                work.expertShare(),
                work.recurrence(),
                work.stateElements() * prices.of(onDevice, CostPart.STATES),
                new LayerWork.Attention(
                        a.queries() * attention,
                        a.kElements() * attention,
                        a.vElements() * attention,
                        a.flops() * attention,
                        a.window()));
    }

    private MovedWork moved(MovedWork part) {
        boolean onDevice = onDevice(part.device().isPresent());
        double experts = prices.of(onDevice, CostPart.EXPERTS);
        return new MovedWork(
                part.device(),
                prompt ? part.denseBytes() : prices.weights(onDevice, part.denseBytes()),
                prompt ? prices.weights(onDevice, part.denseWeights()) : part.denseWeights(),
                prompt ? part.expertBytes() : part.expertBytes().times(experts),
                prompt ? part.expertWeights().times(experts) : part.expertWeights(),
                part.excursions());
    }
}
