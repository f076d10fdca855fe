package dev.llmfit.answers.size;

import dev.llmfit.answers.ModelSource;
import dev.llmfit.answers.Question;
import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Said;
import dev.llmfit.answers.State;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.Speculation;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep;
import dev.llmfit.units.NextStep.Ask;
import dev.llmfit.units.NextStep.Change;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What does a launch of llama-server take of a machine's memory, and how fast is it?
 *
 * @param model the model
 * @param fileType the file type that a model of the catalogue is laid out in, or that its name asks for
 * @param headerOnly whether a GGUF whose tensor data is missing is accepted
 * @param options launch options; {@code nOutputsMax} 0 is what llama-server keeps
 * @param loaded what is loaded beside the model
 * @param place where it runs
 * @param build the llama.cpp build to model
 * @param engine an installed llama.cpp that is to say the same, {@code llama.cpp} or its folder
 * @param start how it is started
 * @param turn the turn whose time is asked for
 */
public record SizeQuestion(
        ModelSource model,
        Optional<FileType> fileType,
        boolean headerOnly,
        LaunchOptions options,
        Loaded loaded,
        Place place,
        EngineBuild build,
        Optional<String> engine,
        Start start,
        TurnWish turn)
        implements Question<SizeAnswer> {
    public SizeQuestion {
        if (engine.isPresent() && place.machine().hardware().isPresent()) {
            throw refused(
                    "{0} asks the llama.cpp of this machine, not of the one that {1} names.",
                    Hint.plain("leave one of them out"), new Change("engine_says", ""), new Change("hardware", ""));
        }
        if (engine.isPresent() && !loaded.equals(Loaded.NOTHING)) {
            throw refused(
                    "llama-fit-params knows no adapter, projector or draft model.",
                    Hint.of("leave {0} or them out", new Change("engine_says", "")));
        }
    }

    /** Creates a question about a launch that is started as its options say, and a usual turn. */
    public SizeQuestion(
            ModelSource model,
            Optional<FileType> fileType,
            boolean headerOnly,
            LaunchOptions options,
            Loaded loaded,
            Place place,
            EngineBuild build,
            Optional<String> engine) {
        this(model, fileType, headerOnly, options, loaded, place, build, engine, Start.AS_GIVEN, TurnWish.USUAL);
    }

    private static RefusedException refused(String sentence, Hint hint, Change... fields) {
        return new RefusedException(new Refusal(Refusal.Kind.BAD_QUESTION, "usage", Hint.of(sentence, fields), hint));
    }

    /**
     * Where a launch runs.
     *
     * @param machine the machine
     * @param rpcServers RPC servers whose devices take part, as {@code host:port}
     * @param gpus which of its devices may be used
     */
    public record Place(HardwareSelector machine, List<String> rpcServers, Gpus gpus) {
        public Place {
            rpcServers = List.copyOf(rpcServers);
        }

        /** All devices of a machine and of servers. */
        public Place(HardwareSelector machine, List<String> rpcServers) {
            this(machine, rpcServers, Gpus.ALL);
        }
    }

    /**
     * Which devices may be used.
     *
     * @param visible numbers of the GPUs that their driver shows ({@code CUDA_VISIBLE_DEVICES}); empty for all
     * @param named names of those of them that are used ({@code --device}); empty for all
     */
    public record Gpus(Optional<List<Integer>> visible, Optional<List<String>> named) {
        /** All. */
        public static final Gpus ALL = new Gpus(Optional.empty(), Optional.empty());

        public Gpus {
            visible = visible.map(List::copyOf);
            named = named.map(List::copyOf);
        }
    }

    /**
     * What is loaded beside a model.
     *
     * @param adapters files of LoRA adapters
     * @param projector a vision projector
     * @param draft what guesses tokens ahead
     */
    public record Loaded(List<String> adapters, Optional<Projector> projector, Optional<Draft> draft) {
        /** Nothing. */
        public static final Loaded NOTHING = new Loaded(List.of(), Optional.empty(), Optional.empty());

        public Loaded {
            adapters = List.copyOf(adapters);
        }
    }

    /**
     * A vision projector.
     *
     * @param file its file, or {@code auto} for the one beside the model's file
     * @param offload false for {@code --no-mmproj-offload}
     */
    public record Projector(String file, boolean offload) {}

    /**
     * What guesses tokens ahead: a draft model, or the layers for next-token prediction of the model itself.
     *
     * @param model a reference to a draft model; without one a kind that needs one does nothing
     * @param options its cache types and layers; it has the context and the slots of the model
     * @param speculation how it is used; {@link Speculation#NONE} if it is loaded and not used
     */
    public record Draft(Optional<String> model, LaunchOptions options, Speculation speculation) {}

    /** Returns how tokens are guessed ahead. */
    Speculation speculation() {
        return loaded.draft().map(Draft::speculation).orElse(Speculation.NONE);
    }

    @Override
    public Said said() {
        Said said = Said.of(place.machine());
        int slots = Math.max(1, options.nParallel());
        if (options.nCtx() > 0) {
            said = said.and("ctx", options.nCtx() / slots);
        }
        if (slots > 1) {
            said = said.and("users", slots);
        }
        if (fileType.isPresent()) {
            said = said.and("file_type", fileType.get());
        }
        boolean cache = options.typeK() == options.typeV() && options.typeK() != GgmlType.F16;
        return cache ? said.and("cache_type", options.typeK().ggmlName()) : said;
    }

    /** The changes each of which alone makes it fit; then the launch that is recommended instead. */
    @Override
    public List<NextStep> next(SizeAnswer answer) {
        List<NextStep> steps = new ArrayList<>();
        if (!answer.fits()) {
            Limits limits = answer.limits().find();
            int slots = Math.max(1, answer.options().nParallel());
            limits.ctxEach().ifPresent(n -> steps.add(change("n_ctx", Math.multiplyExact(n, slots))));
            limits.layers().ifPresent(n -> steps.add(change("n_gpu_layers", n)));
            limits.experts().ifPresent(n -> steps.add(change("n_cpu_moe", n)));
        }
        steps.add(new Ask("recommend").and("model", answer.model().meant().asked()));
        return steps;
    }

    private static NextStep change(String field, int value) {
        return new Change(field, Integer.toString(value));
    }

    @Override
    public Optional<State> state(SizeAnswer answer) {
        return SizeState.of(this, answer);
    }

    @Override
    public SizeAnswer answer(Workbench bench, Progress progress) throws IOException {
        SizeAnswering answering = new SizeAnswering(this, bench);
        return answering.answer(OlderBuild.told(answering.launch(), build));
    }
}
