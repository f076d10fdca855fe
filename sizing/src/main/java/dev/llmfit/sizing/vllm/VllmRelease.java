package dev.llmfit.sizing.vllm;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A release of vLLM.
 *
 * @param major for example 0
 * @param minor for example 33
 * @param patch for example 1
 */
public record VllmRelease(int major, int minor, int patch) implements Comparable<VllmRelease> {
    /** The newest release whose sources were read; its rules hold where nothing else is said. */
    public static final VllmRelease NEWEST = new VllmRelease(0, 33, 0);

    /** The oldest one; earlier ones had another engine (V0) or other rules that were not read. */
    public static final VllmRelease OLDEST = new VllmRelease(0, 19, 0);

    private static final Pattern WRITTEN = Pattern.compile("(?:vllm ?)?v?(\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,4}))?.*");

    /**
     * Reads a release as people write it: {@code 0.33.0}, {@code v0.24}, {@code 0.23.1rc1.dev531}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static VllmRelease parse(String text) {
        Matcher parts = WRITTEN.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no release of vLLM; write it as 0.33.0");
        }
        return new VllmRelease(
                Integer.parseInt(parts.group(1)),
                Integer.parseInt(parts.group(2)),
                parts.group(3) == null ? 0 : Integer.parseInt(parts.group(3)));
    }

    /** Returns whether a change is in it. */
    public boolean has(VllmSwitch change) {
        return compareTo(change.since()) >= 0;
    }

    @Override
    public int compareTo(VllmRelease other) {
        int first = Integer.compare(major, other.major);
        int second = first == 0 ? Integer.compare(minor, other.minor) : first;
        return second == 0 ? Integer.compare(patch, other.patch) : second;
    }

    @Override
    public String toString() {
        return "vLLM " + major + "." + minor + "." + patch;
    }
}
