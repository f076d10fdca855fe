package dev.llmfit.answers.size;

import dev.llmfit.answers.size.SizeAnswering.Sized;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.plan.GraphEstimator;
import dev.llmfit.units.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a launch takes on the build that was modelled before the newest one: installed engines are often weeks older. */
final class OlderBuild {
    /** The smallest difference that is told; less is lost beside what a driver takes. */
    private static final Bytes LEAST = Bytes.ofMib(64);

    /** The same, as a share of the whole: one in so many bytes. */
    private static final long ONE_IN = 50;

    private OlderBuild() {}

    /** Returns a launch with what is to be said of an older engine among its notes; the launch is sized again for that. */
    static Sized told(Sized sized, EngineBuild build) {
        Optional<String> note = note(sized.own(), sized.estimator(), build);
        List<String> notes =
                Stream.concat(sized.notes().stream(), note.stream()).toList();
        return note.isEmpty() ? sized : new Sized(sized.found(), sized.own(), sized.estimator(), sized.fit(), notes);
    }

    /**
     * Returns a sentence if the launch takes clearly other memory on {@link EngineBuild#BEFORE}, or does not start there; empty if
     * another build than the newest was sized.
     */
    private static Optional<String> note(SizedLaunch launch, GraphEstimator estimator, EngineBuild build) {
        if (!build.equals(EngineBuild.NEWEST)) {
            return Optional.empty();
        }
        String older = "llama.cpp " + EngineBuild.BEFORE.name();
        Bytes here = total(launch.estimate());
        Bytes there;
        try {
            there = total(estimator.estimate(
                    launch.model(), DeviceMemory.of(launch.machine()), launch.options(), EngineBuild.BEFORE));
        } catch (LaunchRefusedException e) {
            return Optional.of("The older " + older + " refuses this launch: " + e.getMessage());
        }
        long apart = Math.abs(there.count() - here.count());
        if (apart < LEAST.count() || apart < here.count() / ONE_IN) {
            return Optional.empty();
        }
        return Optional.of(
                "On the older " + older + " this launch takes " + there + ", on " + build.name() + " " + here + ".");
    }

    private static Bytes total(Estimate estimate) {
        return Stream.concat(estimate.devices().stream(), Stream.of(estimate.host()))
                .map(BufferSizes::total)
                .reduce(Bytes.ZERO, Bytes::plus);
    }
}
