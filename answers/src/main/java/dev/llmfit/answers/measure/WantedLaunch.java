package dev.llmfit.answers.measure;

import dev.llmfit.engine.Launch;
import dev.llmfit.sizing.LaunchOptions;

/**
 * A launch as it is asked for.
 *
 * @param launch its options; what was not said has llama-server's default with one slot
 * @param contextNamed whether its context was said; if not, it is the one that {@code recommend} would take
 * @param force whether it is tried although it is predicted not to fit
 */
public record WantedLaunch(Launch launch, boolean contextNamed, boolean force) {
    /** Everything is left open. */
    public static final WantedLaunch OPEN =
            new WantedLaunch(Launch.of(LaunchOptions.defaults().withNOutputsMax(1)), false, false);

    /** Returns a launch whose context is meant as it is, which must fit. */
    public static WantedLaunch of(Launch launch) {
        return new WantedLaunch(launch, true, false);
    }

    /** Returns whether nothing was said of it but threads. */
    boolean isOpen() {
        return !contextNamed
                && launch.rpcServers().isEmpty()
                && launch.options().equals(OPEN.launch().options());
    }

    /** Returns the same with other options. */
    public WantedLaunch with(LaunchOptions options) {
        return new WantedLaunch(new Launch(options, launch.threads(), launch.rpcServers()), contextNamed, force);
    }
}
