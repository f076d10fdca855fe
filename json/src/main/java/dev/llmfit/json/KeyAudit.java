package dev.llmfit.json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What was asked of one mapping: keys, and the mappings below it. */
final class KeyAudit {
    private final Set<String> known = new HashSet<>();
    private final Map<String, List<AuditedFields>> parts = new LinkedHashMap<>(2);

    void know(String key) {
        known.add(key);
    }

    void know(Collection<String> keys) {
        known.addAll(keys);
    }

    boolean knows(String key) {
        return known.contains(key);
    }

    void add(String name, AuditedFields part) {
        parts.computeIfAbsent(name, k -> new ArrayList<>()).add(part);
    }

    /** Returns the part that was read under a name; reading it again must not make another, which would be audited for itself. */
    Optional<AuditedFields> part(String name) {
        List<AuditedFields> read = parts.get(name);
        return read == null ? Optional.empty() : Optional.of(read.getFirst());
    }

    void refuseUnknownInParts() {
        parts.values().forEach(same -> same.forEach(AuditedFields::refuseUnknown));
    }

    /**
     * Returns the known key that is nearest to a wrong one. A key without its unit, {@code total} for {@code total_gib}, is nearer
     * than any misspelt one.
     *
     * @param present keys that are there and so cannot be meant
     */
    Optional<String> nearest(String wrong, Set<String> present) {
        List<String> free =
                known.stream().filter(k -> !present.contains(k)).sorted().toList();
        Optional<String> longer =
                free.stream().filter(k -> k.startsWith(wrong + "_")).findFirst();
        return longer.or(() -> Spelling.nearest(wrong, free).stream().findFirst());
    }
}
