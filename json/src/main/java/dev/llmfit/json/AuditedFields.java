package dev.llmfit.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

// No switch over types here: see YamlNode.
/**
 * The values of a mapping, read by their keys. What is of the wrong kind is a mistake that names the path and the line, and so
 * is a key that nobody asked for: {@link #refuseUnknown()}. {@code null} counts as absent.
 *
 * <p>Mistakes go to {@link Complaints}. If those only note them, a value of the wrong kind counts as absent; then only the
 * methods that return an optional or a list may be used, since one that must return a value cannot.
 *
 * <p>A view is for one reader: it remembers the keys that were asked for and is not safe for several threads.
 */
public final class AuditedFields extends FieldValues {
    private AuditedFields(FieldPlace place, Map<String, YamlNode.Entry> entries, Set<String> untold, KeyAudit audit) {
        super(place, entries, untold, audit);
    }

    private static AuditedFields of(FieldPlace place, YamlNode.Mapping mapping, Set<String> untold) {
        Map<String, YamlNode.Entry> entries =
                LinkedHashMap.newLinkedHashMap(mapping.entries().size());
        for (YamlNode.Entry entry : mapping.entries()) {
            if (entries.putIfAbsent(entry.key(), entry) != null) {
                place.twice(entry);
            }
        }
        return new AuditedFields(place, entries, untold, new KeyAudit());
    }

    /**
     * Returns a view of a mapping.
     *
     * @param name what the mapping is, the first part of every path in messages; empty for a whole file
     */
    public static AuditedFields of(String name, YamlNode.Mapping mapping, Complaints complaints) {
        return of(new FieldPlace(null, name, mapping.line(), complaints), mapping, Set.of());
    }

    /**
     * Returns a view of a YAML file.
     *
     * @return empty if it is no YAML or holds something else than a mapping, after the complaint
     */
    public static Optional<AuditedFields> ofYaml(String text, Complaints complaints) {
        try {
            YamlNode root = Yaml.parse(text);
            if (root instanceof YamlNode.Mapping mapping) {
                return Optional.of(of("", mapping, complaints));
            }
            complaints.mistake(root.line(), "the file is " + root.describe() + ", expected keys with values");
        } catch (YamlSyntaxException e) {
            complaints.mistake(e.line(), "not YAML: " + e.getMessage());
        }
        return Optional.empty();
    }

    /**
     * Returns a view of an object.
     *
     * @param name what the object is, the first part of every path in messages; may be empty
     */
    public static AuditedFields of(String name, JsonObject object, Complaints complaints) {
        return of(name, YamlNode.of(object), complaints);
    }

    /**
     * Returns a view for which some words in place of a number, a size or a flag mean that it is not told, as {@code unknown}.
     *
     * @param words in lower case
     */
    public AuditedFields withUntold(Set<String> words) {
        return new AuditedFields(place, entries, Set.copyOf(words), audit);
    }

    /** Returns a view with some values replaced or added. What either view is asked for is known to both. */
    public AuditedFields with(JsonObject values) {
        Map<String, YamlNode.Entry> merged = new LinkedHashMap<>(entries);
        YamlNode.of(values).entries().forEach(e -> merged.put(e.key(), e));
        return new AuditedFields(place, merged, untold, audit);
    }

    /** Returns a view of a mapping that stands below this one and that the caller found itself; it is audited with this one. */
    public AuditedFields part(String partName, YamlNode.Mapping mapping) {
        return part(partName, partName, mapping);
    }

    private AuditedFields part(String position, String partName, YamlNode.Mapping mapping) {
        AuditedFields part = of(place.below(partName, mapping.line()), mapping, untold);
        audit.add(position, part);
        return part;
    }

    /** Returns the mapping as it is read. */
    public YamlNode.Mapping mapping() {
        return new YamlNode.Mapping(List.copyOf(entries.values()), place.line());
    }

    /** Returns where the mapping stands, for messages: the names from the outermost on with stops between them. */
    public String path() {
        return place.path();
    }

    /** Returns the keys in their order. */
    public List<String> keys() {
        return List.copyOf(entries.keySet());
    }

    /** Makes keys known that are not asked for: those that another reader asks for, and remarks. */
    public AuditedFields know(String... keys) {
        return know(Arrays.asList(keys));
    }

    /** Makes keys known that are not asked for: those that another reader asks for, and remarks. */
    public AuditedFields know(Collection<String> keys) {
        audit.know(keys);
        return this;
    }

    /** Complains of every key, here and in the parts that were read, that nobody asked for and that was not made known. */
    public void refuseUnknown() {
        for (YamlNode.Entry entry : entries.values()) {
            if (!audit.knows(entry.key())) {
                place.unknown(
                        entry,
                        audit.nearest(entry.key(), entries.keySet())
                                .map(key -> "; did you mean '" + key + "'?")
                                .orElse(""));
            }
        }
        audit.refuseUnknownInParts();
    }

    /** Returns the fields below a key that must be there. */
    public AuditedFields section(String key) {
        return optionalSection(key).orElseThrow(() -> missing(key, "a group of fields"));
    }

    /** Returns the fields below a key. */
    public Optional<AuditedFields> optionalSection(String key) {
        Optional<AuditedFields> read = audit.part(key);
        if (read.isPresent()) {
            return read;
        }
        Optional<YamlNode> node = node(key);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        if (node.get() instanceof YamlNode.Mapping mapping) {
            return Optional.of(part(key, mapping));
        }
        place.wrong(key, node.get(), "a group of fields");
        return Optional.empty();
    }

    /** Returns the groups of fields in a list; empty if the key is absent. */
    public List<AuditedFields> sections(String key) {
        return sections(key, "");
    }

    /**
     * Returns the groups of fields in a list; empty if the key is absent.
     *
     * @param nameKey where the text stands, in each group, by which messages call it
     */
    public List<AuditedFields> sections(String key, String nameKey) {
        List<AuditedFields> sections = new ArrayList<>();
        List<YamlNode> items = items(key);
        for (int i = 0; i < items.size(); i++) {
            String position = key + "[" + i + "]";
            if (items.get(i) instanceof YamlNode.Mapping mapping) {
                String partName = mapping.text(nameKey).orElse(position);
                sections.add(audit.part(position).orElseGet(() -> part(position, partName, mapping)));
            } else {
                place.wrong(position, items.get(i), "a group of fields");
            }
        }
        return sections;
    }
}
