package dev.llmfit.probe.database;

import java.util.List;

/** What words for a device mean. */
public sealed interface DeviceMeaning {
    /**
     * One row.
     *
     * @param entry the row
     * @param alike other rows that the words mean as well, so near to it that a plan is the same
     */
    record One(HardwareEntry entry, List<HardwareEntry> alike) implements DeviceMeaning {
        public One {
            alike = List.copyOf(alike);
        }
    }

    /**
     * Rows that differ.
     *
     * @param entries the rows
     */
    record Several(List<HardwareEntry> entries) implements DeviceMeaning {
        public Several {
            entries = List.copyOf(entries);
        }
    }

    /** No row. */
    record None() implements DeviceMeaning {}
}
