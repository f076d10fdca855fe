package dev.llmfit.answers.size;

import dev.llmfit.answers.Lookup;
import dev.llmfit.answers.Workbench;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.KeptRecently;
import java.util.function.Function;

/** What launches of a model leave of a machine's memory: each is sized once, whichever question asks for it. */
final class Rooms {
    /** Launches that are kept; the limits of one question are found with some twenty. Judgement. */
    private static final int MOST = 512;

    private final KeptRecently<LaunchOptions, Room> known = new KeptRecently<>(MOST);

    /**
     * What one launch leaves; of one that does not fit at most.
     *
     * @param devices bytes left of the tightest GPU beside its margin; infinite where no GPU is used
     * @param all the same of the tightest memory, the host's included
     */
    record Room(double devices, double all) {
        /** What a launch leaves that does not start, or whose attention falls to the CPU. */
        static final Room NONE = new Room(Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY);
    }

    /**
     * The rooms of launches with nothing loaded beside the model, which all questions share.
     *
     * @param same the model
     * @param machine where it would run
     * @param build llama.cpp's build
     */
    record Of(SameModel same, Machine machine, EngineBuild build) implements Lookup<Rooms> {
        @Override
        public Rooms find(Workbench bench) {
            return new Rooms();
        }

        @Override
        public long heldBytes() {
            return same.heldBytes();
        }
    }

    /** Returns what a launch leaves. */
    Room of(LaunchOptions options, Function<LaunchOptions, Room> measure) {
        return known.of(options, measure);
    }
}
