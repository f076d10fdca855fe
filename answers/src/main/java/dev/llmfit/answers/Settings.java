package dev.llmfit.answers;

import dev.llmfit.units.Environment;

/**
 * What a workbench works with. A shell's main method makes it once.
 *
 * @param environment the process and its user
 * @param offline whether no server is to be asked
 */
public record Settings(Environment environment, boolean offline) {
    /** Returns the same, asking no server if {@code only} is true. */
    public Settings offlineIf(boolean only) {
        return new Settings(environment, offline || only);
    }
}
