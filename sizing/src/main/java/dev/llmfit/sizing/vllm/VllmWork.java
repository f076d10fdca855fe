package dev.llmfit.sizing.vllm;

import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.sizing.engines.EngineLayers;
import dev.llmfit.sizing.engines.EngineModel;
import dev.llmfit.sizing.engines.EngineParts.Experts;
import dev.llmfit.sizing.vllm.VllmCaches.Placed;
import dev.llmfit.sizing.vllm.speed.StepWork;

/** What a step of a launch reads and multiplies, from the same tensors and caches as its memory. */
public final class VllmWork {
    private static final String EMBEDDING = "token_embd.weight";
    private static final String HEAD = "output.weight";
    private static final String BLOCK = "blk.";

    /** Bytes of a weight in 16 bits. */
    private static final int PLAIN = 2;

    /** Compute capability of Ada, the first with tensor cores of FP8. */
    private static final int ADA_MAJOR = 8;

    private static final int ADA_MINOR = 9;

    private VllmWork() {}

    /** Returns the work of one GPU. Stages of a pipeline follow each other, so a step reads what all of them hold. */
    public static StepWork of(EngineModel model, VllmLaunch launch) {
        VllmLinear linear = new VllmLinear(model, launch);
        long tensor = launch.split().tensor();
        long dense = 0;
        long routed = 0;
        long elements = 0;
        long routedElements = 0;
        for (TensorInfo t : model.trunk().tensors()) {
            String name = t.name();
            if (name.startsWith(BLOCK)) {
                int stop = name.indexOf('.', BLOCK.length());
                String part = name.substring(stop + 1);
                long bytes = linear.bytes(t, part, Integer.parseInt(name, BLOCK.length(), stop, 10));
                if (part.contains("_exps.")) {
                    routed += bytes;
                    routedElements += t.elements();
                } else {
                    dense += bytes;
                    elements += t.elements();
                }
            } else if (name.equals(HEAD)
                    || (name.equals(EMBEDDING) && model.traits().tied())) {
                dense += VllmWeights.rows(t.ne1(), tensor) * t.ne0() * PLAIN;
                elements += t.elements();
            }
        }
        StepWork.Experts experts = StepWork.Experts.NONE;
        if (model.experts().isPresent()) {
            Experts e = model.experts().get();
            int layers = (int) Math.max(0, model.layers().count() - e.leadDense());
            experts = new StepWork.Experts(routed, (int) e.count(), (int) e.used(), layers);
            elements += routedElements * e.used() / Math.max(1, e.count());
        }
        return new StepWork(
                (int) tensor,
                dense,
                experts,
                elements / tensor,
                model.layers().count(),
                model.latent().isPresent(),
                model.traits().width(),
                cache(model, launch),
                isEightBit(launch));
    }

    private static StepWork.Cache cache(EngineModel model, VllmLaunch launch) {
        EngineLayers layers = model.layers();
        long full = 0;
        long windowed = 0;
        long states = 0;
        long fullWidth = 0;
        long windowWidth = 0;
        for (Placed p : VllmCaches.of(model, launch).layers()) {
            VllmLayerCache cache = p.cache();
            long width = layers.heads(p.layer())
                    * (layers.headK() + layers.headV())
                    / launch.split().tensor();
            states += cache.stateBytes();
            switch (cache.kind()) {
                case STATE -> {}
                case INDEXER -> full += cache.tokenBytes();
                case FULL, LATENT -> {
                    full += cache.tokenBytes();
                    fullWidth += width;
                }
                case SLIDING, CHUNKED -> {
                    windowed += cache.tokenBytes();
                    windowWidth += width;
                }
            }
        }
        return new StepWork.Cache(full, windowed, fullWidth, windowWidth, layers.window(), states);
    }

    private static boolean isEightBit(VllmLaunch launch) {
        VllmGpu gpu = launch.gpu();
        boolean ada = gpu.major() > ADA_MAJOR || (gpu.major() == ADA_MAJOR && gpu.minor() >= ADA_MINOR);
        return ada
                && switch (launch.weights().quantization()) {
                    case FP8, FP8_BLOCK, W8A8_FP8 -> true;
                    default -> false;
                };
    }
}
