package dev.llmfit.recommend;

import dev.llmfit.gguf.HyperParameters;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;

/**
 * What the search and the rules need to know of a model's shape.
 *
 * @param architecture as in the GGUF
 * @param parameters weights
 * @param activeParameters weights that one token uses
 * @param layers layers of the file
 * @param moe whether it has routed experts
 * @param hyper hyper-parameters
 */
record ModelProfile(
        String architecture, long parameters, long activeParameters, int layers, boolean moe, HyperParameters hyper) {

    static ModelProfile of(Model model) {
        HyperParameters hyper = HyperParameters.of(model);
        long all = 0;
        long active = 0;
        boolean moe = false;
        for (TensorInfo tensor : model.tensors()) {
            long elements = tensor.elements();
            all = Math.addExact(all, elements);
            active = Math.addExact(active, WeightMap.activeShare(tensor, hyper, elements));
            moe |= WeightMap.isExpert(tensor);
        }
        return new ModelProfile(model.architecture(), all, active, hyper.nLayerAll(), moe, hyper);
    }

    boolean swa() {
        return hyper.hasSwa();
    }

    boolean recurrent() {
        for (int il = 0; il < hyper.nLayer(); il++) {
            if (hyper.isRecr(il)) {
                return true;
            }
        }
        return false;
    }

    /** Returns parameters of a dense model of about the same worth: the geometric mean of all and active ones. */
    double effectiveParameters() {
        return Math.sqrt((double) parameters * activeParameters);
    }
}
