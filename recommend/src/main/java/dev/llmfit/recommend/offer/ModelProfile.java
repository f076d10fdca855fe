package dev.llmfit.recommend.offer;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.recommend.fit.WeightMap;
import dev.llmfit.sizing.weights.Weights;
import dev.llmfit.units.Amount;

/**
 * What the search and the rules need to know of a model's shape.
 *
 * @param architecture as in the GGUF
 * @param parameters weights
 * @param activeParameters weights that one token uses
 * @param expertParameters weights of routed experts
 * @param layers layers of the file
 * @param deviceShare share of the weights that lie on the devices when everything is offloaded: all but the embeddings
 * @param hyper hyper-parameters
 */
public record ModelProfile(
        String architecture,
        long parameters,
        long activeParameters,
        long expertParameters,
        int layers,
        double deviceShare,
        HyperParameters hyper) {
    public ModelProfile {
        Amount.count(parameters, "parameters");
        Amount.count(activeParameters, "activeParameters");
        Amount.count(expertParameters, "expertParameters");
        Amount.count(layers, "layers");
        Amount.rate(deviceShare, "deviceShare");
    }

    public static ModelProfile of(Model model) {
        HyperParameters hyper = HyperParameters.of(model);
        long all = 0;
        long active = 0;
        long experts = 0;
        long input = 0;
        long embedding = 0;
        boolean head = false;
        for (TensorInfo tensor : model.tensors()) {
            long elements = tensor.elements();
            all = Math.addExact(all, elements);
            active = Math.addExact(active, WeightMap.activeShare(tensor, hyper, elements));
            experts += WeightMap.isExpert(tensor) ? elements : 0;
            input += tensor.name().contains("token_embd.weight") ? elements : 0;
            embedding += tensor.name().equals("token_embd.weight") ? elements : 0;
            head |= tensor.name().equals("output.weight");
        }
        long copied = !head && Weights.copiesEmbedding(hyper) ? embedding : 0;
        double deviceShare = all > 0 ? (all - input + copied) / (double) all : 1;
        return new ModelProfile(model.architecture(), all, active, experts, hyper.nLayerAll(), deviceShare, hyper);
    }

    /** Returns whether it has routed experts. */
    public boolean moe() {
        return expertParameters > 0;
    }

    public boolean swa() {
        return hyper.window().isPresent();
    }

    public boolean recurrent() {
        for (int il = 0; il < hyper.nLayer(); il++) {
            if (hyper.isRecr(il)) {
                return true;
            }
        }
        return false;
    }
}
