package dev.llmfit.answers.size;

import dev.llmfit.answers.Answer;
import dev.llmfit.answers.FileOnDisk;
import dev.llmfit.answers.MeantModel;
import dev.llmfit.engine.store.StoredLesson;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.sizing.BuildKnowledge;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.FailedLaunch;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchUse;
import dev.llmfit.sizing.speed.DraftedSpeed;
import dev.llmfit.sizing.speed.Energy;
import dev.llmfit.sizing.speed.NetworkShare;
import dev.llmfit.sizing.speed.SpeedEstimate;
import dev.llmfit.sizing.speed.TurnTime;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Memory and speed of one launch.
 *
 * @param model what was sized
 * @param hardware where it would run
 * @param options launch options
 * @param build llama.cpp build that was modelled
 * @param estimate buffers of everything that is loaded
 * @param memory those buffers beside what is free
 * @param layers where the layers lie, in their order
 * @param output where the output layer lies
 * @param projector the projector that is loaded beside the model
 * @param draft the draft model that is loaded beside it
 * @param speeds tokens per second
 * @param remarks what else a person should know of it
 * @param engineSays what an installed engine says of the same launch, if it was asked
 * @param reading how the question was read
 * @param limits how far its options can go
 */
public record SizeAnswer(
        Subject model,
        Hardware hardware,
        LaunchOptions options,
        EngineBuild build,
        Estimate estimate,
        LaunchUse memory,
        List<LayerRange> layers,
        String output,
        Optional<SizedProjector> projector,
        Optional<SizedDraft> draft,
        Speeds speeds,
        Remarks remarks,
        Optional<EngineSays> engineSays,
        Reading reading,
        LimitsOfLaunch limits)
        implements Answer {
    public SizeAnswer {
        layers = List.copyOf(layers);
    }

    /**
     * How a question was read.
     *
     * @param program the program of a pasted line
     * @param notes what was taken, assumed or left out, one sentence each
     * @param fit what {@code --fit} made of the launch
     */
    public record Reading(Optional<String> program, List<String> notes, Optional<FitTold> fit) {
        public Reading {
            notes = List.copyOf(notes);
        }

        /** Returns whether there is something to tell. */
        public boolean isTold() {
            return program.isPresent() || !notes.isEmpty() || fit.isPresent();
        }
    }

    /**
     * A model.
     *
     * @param meant which one, and in which file type
     * @param name its name
     * @param architecture its architecture
     * @param tensorBytes its tensors without padding
     */
    public record Subject(MeantModel meant, String name, String architecture, Bytes tensorBytes) {}

    /**
     * A machine.
     *
     * @param processor name of the processor
     * @param gpus what each GPU is
     */
    public record Hardware(String processor, List<String> gpus) {
        public Hardware {
            gpus = List.copyOf(gpus);
        }
    }

    /**
     * Tokens per second with an empty context, of llama-bench's default tests.
     *
     * @param one a single sequence; empty if the bandwidth of a device is not known
     * @param busySlots how several slots are served; empty for one slot
     * @param speculative generation with the draft model's help; empty without one
     * @param turns how long a turn takes of one conversation alone, and the one behind it if it fits
     * @param energy what cards and processor take of electricity; empty if the nominal power of a card is not known
     * @param network what of the time of {@code one} the network to RPC servers takes; empty without one
     */
    public record Speeds(
            Optional<SpeedEstimate> one,
            Optional<BusySlots> busySlots,
            Optional<DraftedSpeed> speculative,
            List<TurnTime> turns,
            Optional<Energy> energy,
            Optional<NetworkShare> network) {
        /** Nothing is said of a launch that does not fit or cannot run. */
        static final Speeds UNKNOWN = new Speeds(
                Optional.empty(), Optional.empty(), Optional.empty(), List.of(), Optional.empty(), Optional.empty());

        public Speeds {
            turns = List.copyOf(turns);
        }
    }

    /**
     * What else a person should know.
     *
     * @param attentionOnCpu that a device cannot run the fused attention of its layers
     * @param beyondTraining that a slot is larger than what the model was trained for
     * @param failures launches of the same layout that failed here for want of memory and speak against this one
     * @param disk the file and the disk of this machine that it would lie on
     * @param notes what of the stored measurements could not be used, one sentence each
     * @param oneMoreLayer what one more layer on the GPUs would take, where their number was chosen
     */
    public record Remarks(
            Optional<AttentionOnCpu> attentionOnCpu,
            Optional<BeyondTraining> beyondTraining,
            List<FailedLaunch> failures,
            Optional<FileOnDisk> disk,
            List<String> notes,
            Optional<OneMoreLayer> oneMoreLayer) {
        public Remarks {
            failures = List.copyOf(failures);
            notes = List.copyOf(notes);
        }

        /** Returns what is to be warned of, one sentence each, without the failures. */
        public List<String> warnings() {
            List<String> warnings = new ArrayList<>();
            attentionOnCpu.map(AttentionOnCpu::sentence).ifPresent(warnings::add);
            beyondTraining.map(BeyondTraining::sentence).ifPresent(warnings::add);
            warnings.addAll(notes);
            return warnings;
        }

        /** Returns the failures, one sentence each. */
        public List<String> failureSentences() {
            return failures.stream().map(f -> StoredLesson.sentence(f) + ".").toList();
        }
    }

    /**
     * Fused attention that the devices of its layers do not run, so that the CPU does. No speed is said of such a launch.
     *
     * @param devices names of the devices
     * @param typeK type of the keys in the cache
     * @param typeV type of the values in the cache
     * @param build the llama.cpp that does so
     */
    public record AttentionOnCpu(List<String> devices, GgmlType typeK, GgmlType typeV, EngineBuild build) {
        public AttentionOnCpu {
            devices = List.copyOf(devices);
        }

        /** Returns it as a sentence. */
        public String sentence() {
            String types = typeK == typeV
                    ? "a cache of " + typeK.ggmlName()
                    : "K " + typeK.ggmlName() + " with V " + typeV.ggmlName();
            String remedy = typeV.isQuantized()
                    ? typeK == typeV ? "use an f16 cache." : "use one type for both, q8_0 or q4_0."
                    : "leave flash attention on auto.";
            return "Flash attention on " + String.join(", ", devices) + " does not support " + types
                    + " and this model's heads in " + build + ", so it runs on the CPU, which is many times slower; "
                    + remedy;
        }
    }

    /**
     * A slot that is larger than what a model was trained for; llama-server then caps it ({@code server-context.cpp}).
     *
     * @param model name of the model
     * @param trained tokens that it was trained for
     * @param slot tokens of a slot
     */
    public record BeyondTraining(String model, int trained, int slot) {
        /** Returns it as a sentence. */
        public String sentence() {
            return String.format(
                    Locale.ROOT,
                    "%s was trained for %,d tokens; a slot of %,d is understood no further, and llama-server caps it there.",
                    model,
                    trained,
                    slot);
        }
    }

    /**
     * The same launch with one more layer on the GPUs, on the device where it is tightest.
     *
     * @param nGpuLayers {@code -ngl} of that launch
     * @param device name of the device
     * @param buffers what its buffers take there
     * @param margin what a plan keeps free there, driver and process included
     * @param spare bytes that would be left beside the margin; negative if it would be touched
     */
    public record OneMoreLayer(int nGpuLayers, String device, Bytes buffers, Bytes margin, long spare) {}

    /** Returns how well the build is modelled for this model. */
    public BuildKnowledge knowledge() {
        return new BuildKnowledge(build, model.architecture());
    }

    /** Returns whether every memory has room for what this launch puts there, and the host's for what it is expected to grow to. */
    public boolean fits() {
        return memory.holds() && grownLeft() >= 0;
    }

    /** Returns the bytes that stay free on the host when the launch has grown as expected; negative if it does not fit. */
    public long grownLeft() {
        return Math.subtractExact(
                memory.host().left(), estimate.growth().expected().count());
    }

    /** Returns the bytes that stay free on the host when the launch has grown to its bound; empty if nothing limits it. */
    public Optional<Long> boundLeft() {
        return estimate.growth()
                .bound()
                .map(bound -> Math.subtractExact(memory.host().left(), bound.count()));
    }

    @Override
    public Outcome outcome() {
        return fits() ? Outcome.DONE : Outcome.NOT_MET;
    }
}
