package dev.llmfit.cli.proof;

import dev.llmfit.cli.shell.Session;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.store.HardwareFingerprint;
import dev.llmfit.engine.store.ModelIdentity;
import dev.llmfit.engine.store.StoredLesson;
import dev.llmfit.engine.verify.Verification;
import dev.llmfit.gguf.Model;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.FailedLaunch;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.MemoryEstimator;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keeps what launches taught about this machine's memory. A launch with RPC servers teaches nothing about this machine. */
final class Lessons {
    private final Machine machine;
    private final MemoryEstimator estimator;

    Lessons(Machine machine, MemoryEstimator estimator) {
        this.machine = machine;
        this.estimator = estimator;
    }

    /** Keeps a launch that could not get its memory. */
    void keep(Verification.Lesson lesson) {
        estimate(lesson.model(), lesson.launch()).ifPresent(estimate -> {
            FailedLaunch failed = StoredLesson.failure(Instant.now(), machine, estimate, lesson.reason());
            Session.bench()
                    .measurements()
                    .addFailure(
                            HardwareFingerprint.of(machine), ModelIdentity.of(lesson.model()), lesson.launch(), failed);
        });
    }

    /** Keeps that a launch ran although failures spoke against it, and returns the outcome with a note about each. */
    Verification keepSuccess(Verification verification) {
        Optional<Estimate> estimate = estimate(verification.model(), verification.launch());
        if (estimate.isEmpty()) {
            return verification;
        }
        Verification noted = verification;
        List<FailedLaunch> against = Session.bench().failures().against(machine, verification.model(), estimate.get());
        for (FailedLaunch f : against) {
            if (f.need(estimate.get()).compareTo(f.needed()) < 0) {
                continue;
            }
            FailedLaunch ran =
                    StoredLesson.at(Instant.now(), machine, estimate.get(), f.device(), "ran after: " + f.reason());
            Session.bench()
                    .measurements()
                    .addSuccess(
                            HardwareFingerprint.of(machine),
                            ModelIdentity.of(verification.model()),
                            verification.launch(),
                            ran);
            noted = noted.withNote(StoredLesson.sentence(f) + "; now it ran, so that counts no longer");
        }
        return noted;
    }

    private Optional<Estimate> estimate(Model model, Launch launch) {
        if (!launch.rpcServers().isEmpty()) {
            return Optional.empty();
        }
        List<DeviceMemory> devices = machine.devices().stream()
                .map(d -> new DeviceMemory(d.name(), d.backend(), d.free(), d.capacity()))
                .toList();
        try {
            return Optional.of(estimator.estimate(model, devices, launch.options(), EngineBuild.NEWEST));
        } catch (LaunchRefusedException e) {
            return Optional.empty();
        }
    }
}
