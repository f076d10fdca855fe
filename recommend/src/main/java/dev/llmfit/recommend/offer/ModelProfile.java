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
 * @param layers layers of the file
 * @param moe whether it has routed experts
 * @param deviceShare share of the weights that lie on the devices when everything is offloaded: all but the embeddings
 * @param hyper hyper-parameters
 */
public record ModelProfile(
        String architecture,
        long parameters,
        long activeParameters,
        int layers,
        boolean moe,
        double deviceShare,
        HyperParameters hyper) {
    public ModelProfile {
        Amount.count(parameters, "parameters");
        Amount.count(activeParameters, "activeParameters");
        Amount.count(layers, "layers");
        Amount.rate(deviceShare, "deviceShare");
    }

    public static ModelProfile of(Model model) {
        HyperParameters hyper = HyperParameters.of(model);
        long all = 0;
        long active = 0;
        boolean moe = false;
        long input = 0;
        long embedding = 0;
        boolean head = false;
        for (TensorInfo tensor : model.tensors()) {
            long elements = tensor.elements();
            all = Math.addExact(all, elements);
            active = Math.addExact(active, WeightMap.activeShare(tensor, hyper, elements));
            moe |= WeightMap.isExpert(tensor);
            input += tensor.name().contains("token_embd.weight") ? elements : 0;
            embedding += tensor.name().equals("token_embd.weight") ? elements : 0;
            head |= tensor.name().equals("output.weight");
        }
        long copied = !head && Weights.copiesEmbedding(hyper) ? embedding : 0;
        double deviceShare = all > 0 ? (all - input + copied) / (double) all : 1;
        return new ModelProfile(model.architecture(), all, active, hyper.nLayerAll(), moe, deviceShare, hyper);
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
