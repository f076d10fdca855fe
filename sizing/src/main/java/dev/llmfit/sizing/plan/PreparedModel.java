package dev.llmfit.sizing.plan;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.Architecture;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.arch.LanguageModelCheck;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.UnsupportedArchitectureException;
import dev.llmfit.sizing.families.Families;
import dev.llmfit.sizing.families.Family;
import dev.llmfit.sizing.weights.Adapters;
import dev.llmfit.sizing.weights.LayerKinds;
import dev.llmfit.sizing.weights.WeightLayout;
import java.util.List;
import java.util.Optional;

/**
 * What all launches of one model share: its hyper-parameters, sorted tensors and family, and the buffers that were planned for some of
 * them. Safe for use by several threads.
 */
public final class PreparedModel {
    /** Bytes that planned launches may take: those of some 3,000, and a search plans some hundreds. Judgement. */
    static final long PLANS_BYTES = 4L << 20;

    /** Bytes of a tensor's place: an object of five fields and two flags, on HotSpot with compressed pointers. */
    private static final int PLACE_BYTES = 48;

    private final Model model;
    private final HyperParameters hyperParameters;
    private final WeightLayout layout;
    private final Optional<Family> family;
    private final Adapters adapters;
    private final PlannedBuffers planned;
    private final long ownBytes;

    private PreparedModel(Model model, List<Model> adapters, long mostBytes, Runnable grown) {
        this.model = model;
        LanguageModelCheck.require(model);
        Architecture architecture = Architecture.byName(model.architecture())
                .orElseThrow(() -> new UnsupportedArchitectureException(model.architecture()));
        this.hyperParameters = HyperParameters.of(model);
        this.layout = WeightLayout.of(model, hyperParameters);
        this.family = Families.of(architecture);
        this.planned = new PlannedBuffers(LayerKinds.of(layout, hyperParameters), mostBytes, grown);
        this.ownBytes = model.heldBytes() + (long) PLACE_BYTES * model.tensors().size();
        this.adapters = adapters.isEmpty() ? Adapters.NONE : Adapters.of(model, adapters);
    }

    /**
     * Prepares a model.
     *
     * @throws UnsupportedArchitectureException if the architecture is not modelled
     * @throws dev.llmfit.gguf.arch.HyperParametersException if llama.cpp would refuse the metadata
     */
    public static PreparedModel of(Model model) {
        return of(model, List.of(), PLANS_BYTES, () -> {});
    }

    /**
     * As {@link #of(Model)}, with LoRA adapters.
     *
     * @param mostBytes bytes of memory that its planned launches may take
     * @param grown called when it takes more memory
     * @throws LaunchRefusedException if llama.cpp would not load one of them
     */
    static PreparedModel of(Model model, List<Model> adapters, long mostBytes, Runnable grown) {
        return new PreparedModel(model, adapters, mostBytes, grown);
    }

    /** Returns how many bytes of memory this takes with its model and the buffers that were planned, about. */
    long heldBytes() {
        return ownBytes + planned.heldBytes();
    }

    /** Returns the compute buffers of its launches. */
    PlannedBuffers planned() {
        return planned;
    }

    /** Returns the LoRA adapters. */
    Adapters adapters() {
        return adapters;
    }

    /** Returns the model. */
    public Model model() {
        return model;
    }

    /** Returns the hyper-parameters. */
    public HyperParameters hyperParameters() {
        return hyperParameters;
    }

    /** Returns the tensors sorted by place. */
    public WeightLayout layout() {
        return layout;
    }

    /** Returns the description of the compute graph; empty if there is none. */
    Optional<Family> family() {
        return family;
    }

    /** Returns the description of the graph of layers for next-token prediction; empty if there is none. */
    Optional<Family> nextToken() {
        return Architecture.byName(model.architecture()).flatMap(Families::nextToken);
    }
}
