package dev.llmfit.probe.database;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/** What words for a device mean. */
public sealed interface DeviceMeaning {
    /**
     * One row.
     *
     * @param entry the row
     * @param alike other rows that the words mean as well, so near to it that a plan is the same
     * @param rarer rows of the same name with another memory, that hardly anybody has
     * @param ramGb memory of the computer that was named with it, GB
     */
    record One(HardwareEntry entry, List<HardwareEntry> alike, List<HardwareEntry> rarer, OptionalDouble ramGb)
            implements DeviceMeaning {
        public One {
            alike = List.copyOf(alike);
            rarer = List.copyOf(rarer);
        }
    }

    /**
     * Rows that differ.
     *
     * @param entries the rows
     * @param why why none of them is taken
     */
    record Several(List<HardwareEntry> entries, Why why) implements DeviceMeaning {
        public Several {
            entries = List.copyOf(entries);
            Objects.requireNonNull(why, "why");
        }
    }

    /** Why words have no one meaning. */
    enum Why {
        /** They mean all of these. */
        OPEN,
        /** A part of the name is missing. */
        PART_OF_A_NAME,
        /** None of these has the memory that was named. */
        OTHER_MEMORY
    }

    /**
     * No row.
     *
     * @param nearest rows that some of the words mean
     */
    record None(List<HardwareEntry> nearest) implements DeviceMeaning {
        public None {
            nearest = List.copyOf(nearest);
        }
    }
}
