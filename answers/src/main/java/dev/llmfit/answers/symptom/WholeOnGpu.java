package dev.llmfit.answers.symptom;

import dev.llmfit.engine.log.LoggedDevice;
import dev.llmfit.engine.log.RunLog;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.Hint;
import java.util.Locale;
import java.util.Optional;

/** Layers that were left in RAM. */
final class WholeOnGpu {
    private WholeOnGpu() {}

    /** Returns whether some layers were left in RAM. */
    static boolean partial(RunLog log) {
        return log.launch().offloaded().isPresent()
                && log.launch().layers().isPresent()
                && log.launch().offloaded().getAsInt() < log.launch().layers().getAsInt();
    }

    /** Returns a launch that left layers in RAM although all would have fitted, by exact sizes. */
    static Optional<Sign> room(RunLog log, Optional<KnownModel> model, Optional<Need> need) {
        boolean one = log.memory().buffers().devices().size() == 1;
        if (need.isPresent() || model.isEmpty() || !one || !partial(log)) {
            return Optional.empty();
        }
        LoggedDevice device = log.memory().buffers().devices().getFirst();
        LaunchOptions whole = Resizer.options(log).withNGpuLayers(-1).withNCpuMoe(0);
        return new Resizer(log, model.get(), device.name())
                .sizes(whole)
                .filter(s -> s.total().compareTo(device.free()) <= 0)
                .map(s -> new Sign(
                        "slow/room-left",
                        String.format(
                                Locale.ROOT,
                                "All layers would take %,.0f MiB of the %,.0f MiB that were free on %s.",
                                s.total().mib(),
                                device.free().mib(),
                                device.name()),
                        Hint.plain(log.program().layers(log.launch().layers().orElse(99)) + " puts them there.")));
    }
}
