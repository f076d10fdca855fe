package dev.llmfit.answers;

import dev.llmfit.engine.MachineLoad;
import dev.llmfit.units.Environment;
import java.time.Clock;

/**
 * What a workbench works with. A shell's main method makes it once.
 *
 * @param environment the process and its user
 * @param offline whether no server is to be asked
 * @param load how busy the machine is when something is measured
 * @param clock what time it is; the age of what is known is told in whole days, for which UTC is near enough: to find
 *     the zone of this machine opens every jar and was a fifth of a short command
 */
public record Settings(Environment environment, boolean offline, MachineLoad.Source load, Clock clock) {
    /** Creates the settings of a process on the machine that it runs on. */
    public Settings(Environment environment, boolean offline) {
        this(environment, offline, MachineLoad.Source.SYSTEM, Clock.systemUTC());
    }

    /** Returns the same, asking no server if {@code only} is true. */
    public Settings offlineIf(boolean only) {
        return new Settings(environment, offline || only, load, clock);
    }
}
