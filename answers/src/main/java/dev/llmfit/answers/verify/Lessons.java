package dev.llmfit.answers.verify;

import dev.llmfit.answers.Workbench;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps what launches taught about this machine's memory. A launch with RPC servers teaches nothing about this machine. */
final class Lessons {
    private final Workbench bench;
    private final Knowledge knowledge;
    private final Machine machine;

    Lessons(Workbench bench, Knowledge knowledge) {
        this.bench = bench;
        this.knowledge = knowledge;
        this.machine = knowledge.machine();
    }

    /** Keeps a launch that could not get its memory. */
    void keep(Verification.Lesson lesson) {
        estimate(lesson.model(), lesson.launch()).ifPresent(estimate -> {
            FailedLaunch failed = StoredLesson.failure(Instant.now(), machine, estimate, lesson.reason());
            bench.measurements()
                    .addFailure(
                            HardwareFingerprint.of(machine), ModelIdentity.of(lesson.model()), lesson.launch(), failed);
        });
    }

    /** Keeps that a launch ran although failures spoke against it, and returns a note about each of them. */
    List<String> keepSuccess(Verification verification) {
        Optional<Estimate> estimate = estimate(verification.model(), verification.launch());
        if (estimate.isEmpty()) {
            return List.of();
        }
        List<String> notes = new ArrayList<>();
        for (FailedLaunch f : knowledge.against(verification.model(), estimate.get())) {
            if (f.need(estimate.get()).compareTo(f.needed()) < 0) {
                continue;
            }
            FailedLaunch ran =
                    StoredLesson.at(Instant.now(), machine, estimate.get(), f.device(), "ran after: " + f.reason());
            bench.measurements()
                    .addSuccess(
                            HardwareFingerprint.of(machine),
                            ModelIdentity.of(verification.model()),
                            verification.launch(),
                            ran);
            notes.add(StoredLesson.sentence(f) + "; now it ran, so that counts no longer");
        }
        return notes;
    }

    private Optional<Estimate> estimate(Model model, Launch launch) {
        if (!launch.rpcServers().isEmpty()) {
            return Optional.empty();
        }
        List<DeviceMemory> devices = machine.devices().stream()
                .map(d -> new DeviceMemory(d.name(), d.backend(), d.free(), d.capacity()))
                .toList();
        try {
            return Optional.of(bench.estimator().estimate(model, devices, launch.options(), EngineBuild.NEWEST));
        } catch (LaunchRefusedException e) {
            return Optional.empty();
        }
    }
}
