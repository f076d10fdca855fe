package dev.llmfit.sizing.speed;

import java.util.Locale;

/** How well the speed of the slowest part of a launch is known, from strong to weak. Each has a range of its own. */
public enum DeviceKnowledge {
    /** This GPU was measured with such models by several reporters. */
    DEVICE("rests on measurements of this GPU by several reporters"),
    /** One reporter measured this GPU with such models; clocks, drivers and builds are his. */
    REPORTER("rests on measurements of this GPU by one reporter"),
    /** GPUs of the same architecture were measured. */
    FAMILY("rests on other GPUs of the same architecture"),
    /** Nothing like it was measured under this backend. */
    UNKNOWN("little or nothing of this architecture was measured"),
    /** Work on the CPU: what is known are its memory and its instructions. */
    HOST("rests on the processor's memory and instructions"),
    /** The memory bandwidth of a part is not known. */
    ASSUMED("rests on an assumed memory bandwidth");

    private final String sentence;

    DeviceKnowledge(String sentence) {
        this.sentence = sentence;
    }

    /** Returns the spelling in JSON and in the constants. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns what people read beside a range. */
    public String sentence() {
        return sentence;
    }
}
