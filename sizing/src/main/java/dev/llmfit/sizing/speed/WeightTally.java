package dev.llmfit.sizing.speed;

import dev.llmfit.gguf.TensorInfo;
import java.util.OptionalInt;

/** Adds up the weights of one layer in one place. */
final class WeightTally {
    private final PerClass.Tally denseBytes = new PerClass.Tally();
    private final PerClass.Tally denseWeights = new PerClass.Tally();
    private final PerClass.Tally expertBytes = new PerClass.Tally();
    private final PerClass.Tally expertWeights = new PerClass.Tally();
    private boolean feedsForward;
    private boolean mixes;

    void add(TensorInfo t) {
        WeightClass c = WeightClass.of(t.type());
        boolean ofFeedForward = t.name().contains(".ffn_");
        feedsForward |= ofFeedForward;
        mixes |= !ofFeedForward;
        if (t.name().contains("_exps.")) {
            expertBytes.add(c, t.bytes());
            expertWeights.add(c, t.elements());
        } else {
            denseBytes.add(c, t.bytes());
            if (t.dimensions() > 1) {
                denseWeights.add(c, t.elements());
            }
        }
    }

    PerClass denseBytes() {
        return denseBytes.total();
    }

    PerClass denseWeights() {
        return denseWeights.total();
    }

    PerClass expertBytes() {
        return expertBytes.total();
    }

    PerClass expertWeights() {
        return expertWeights.total();
    }

    /** Returns a layer that has no other weights than these. */
    LayerWork left(LayerWork layer) {
        return layer.with(denseBytes(), denseWeights(), expertBytes(), expertWeights());
    }

    /** Returns these weights as moved to a device, or with -1 to the CPU. */
    MovedWork at(int device) {
        return new MovedWork(
                device < 0 ? OptionalInt.empty() : OptionalInt.of(device),
                denseBytes(),
                denseWeights(),
                expertBytes(),
                expertWeights(),
                (mixes ? 1 : 0) + (feedsForward ? 1 : 0));
    }
}
