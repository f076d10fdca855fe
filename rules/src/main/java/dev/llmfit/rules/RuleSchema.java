package dev.llmfit.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rule language as a JSON Schema (draft 2020-12), made from the same tables of facts, operators and settings that rules are read
 * with. Editors use it to complete and check rule files; {@code llmfit rules check} says more, because it also knows lines.
 */
public final class RuleSchema {
    private static final List<String> ORDERED = ops(true);
    private static final List<String> EQUAL =
            List.of(ComparisonOp.EQ.id(), ComparisonOp.NE.id(), ComparisonOp.CONTAINS.id());

    private RuleSchema() {}

    /** Returns the schema as a tree of maps, lists, texts and numbers. */
    public static Map<String, Object> tree() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "Rules of llmfit");
        schema.putAll(object(Map.of("rules", array(ref("rule"), 0)), List.of("rules")));
        Map<String, Object> definitions = new LinkedHashMap<>();
        definitions.put("rule", rule());
        definitions.put("condition", condition());
        definitions.put("comparison", comparison());
        definitions.put("preference", preference());
        schema.put("$defs", definitions);
        return schema;
    }

    private static Map<String, Object> rule() {
        Map<String, Object> text = described(
                "string",
                "facts stand in braces: {machine.vram_gib:1} with one decimal, :s with two digits; next steps too:"
                        + " {ask: plan model} for another question (" + String.join(", ", AskableQuestion.ids())
                        + "), {change: margin=1.5GiB} for the same one with a field changed");
        Map<String, Object> properties = new LinkedHashMap<>();
        Map<String, Object> id =
                described("string", "group and name; a rule of your own with a bundled id takes its place");
        id.put("pattern", "^[a-z0-9._-]+/[a-z0-9._/-]*[a-z0-9._-]$");
        properties.put("id", id);
        properties.put("when", ref("condition"));
        properties.put(
                "then",
                oneOf(List.of(
                        object(Map.of("advice", text), List.of("advice")),
                        object(Map.of("prefer", ref("preference")), List.of("prefer")))));
        properties.put("because", text);
        Map<String, Object> source = described("string", "where the knowledge comes from");
        source.put("minLength", 1);
        properties.put("cite", oneOf(List.of(source, array(source, 1))));
        return object(properties, List.of("id", "when", "then", "because", "cite"));
    }

    private static Map<String, Object> condition() {
        return oneOf(List.of(
                Map.of("const", "always"),
                object(Map.of("all", array(ref("condition"), 1)), List.of("all")),
                object(Map.of("any", array(ref("condition"), 1)), List.of("any")),
                object(Map.of("not", ref("condition")), List.of("not")),
                ref("comparison")));
    }

    private static Map<String, Object> comparison() {
        List<Map<String, Object>> kinds = new ArrayList<>();
        for (FactValue.Kind kind : FactValue.Kind.values()) {
            Map<String, Object> type = Map.of("type", type(kind));
            List<String> one = new ArrayList<>(EQUAL);
            if (kind == FactValue.Kind.NUMBER) {
                one.addAll(ORDERED);
            }
            kinds.add(compare(kind, one, Map.of("value", type), List.of("value")));
            kinds.add(compare(kind, List.of(ComparisonOp.IN.id()), Map.of("value", array(type, 1)), List.of("value")));
            Map<String, Object> other = new LinkedHashMap<>();
            other.put("other", Map.of("enum", facts(kind)));
            other.put("times", Map.of("type", "number"));
            kinds.add(compare(kind, one, other, List.of("other")));
        }
        return Map.of("oneOf", kinds);
    }

    private static Map<String, Object> compare(
            FactValue.Kind kind, List<String> ops, Map<String, Object> operand, List<String> needed) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("fact", Map.of("enum", facts(kind)));
        properties.put("op", Map.of("enum", ops));
        properties.putAll(operand);
        List<String> required = new ArrayList<>(List.of("fact", "op"));
        required.addAll(needed);
        return object(properties, required);
    }

    private static Map<String, Object> preference() {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (Setting setting : Setting.values()) {
            Map<String, Object> value = described("number", setting.meaning());
            value.put("minimum", 0);
            properties.put(setting.id(), value);
        }
        Map<String, Object> preference = object(properties, List.of());
        preference.put("minProperties", 1);
        return preference;
    }

    private static List<String> facts(FactValue.Kind kind) {
        return Arrays.stream(Fact.values())
                .filter(f -> f.kind() == kind)
                .map(Fact::id)
                .toList();
    }

    private static List<String> ops(boolean ordered) {
        return Arrays.stream(ComparisonOp.values())
                .filter(o -> o.ordered() == ordered)
                .map(ComparisonOp::id)
                .toList();
    }

    private static String type(FactValue.Kind kind) {
        return switch (kind) {
            case NUMBER -> "number";
            case TEXT -> "string";
            case FLAG -> "boolean";
        };
    }

    private static Map<String, Object> described(String type, String description) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", type);
        schema.put("description", description);
        return schema;
    }

    private static Map<String, Object> object(Map<String, ?> properties, List<String> required) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put("required", required);
        schema.put("additionalProperties", false);
        return schema;
    }

    private static Map<String, Object> array(Map<String, Object> items, int least) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "array");
        schema.put("items", items);
        schema.put("minItems", least);
        return schema;
    }

    private static Map<String, Object> oneOf(List<Map<String, Object>> choices) {
        return Map.of("oneOf", choices);
    }

    private static Map<String, Object> ref(String definition) {
        return Map.of("$ref", "#/$defs/" + definition);
    }
}
