package dev.llmfit.rules;

import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The rule language as a JSON Schema (draft 2020-12), made from the same tables of facts, operators and settings that rules are read
 * with. Editors use it to complete and check rule files; {@code llmfit rules check} says more, because it also knows lines.
 */
public final class RuleSchema {
    private static final List<String> ORDERED = ops(true);
    private static final List<String> EQUAL =
            List.of(ComparisonOp.EQ.id(), ComparisonOp.NE.id(), ComparisonOp.CONTAINS.id());

    private RuleSchema() {}

    /** Returns the schema. */
    public static JsonObject tree() {
        JsonObject definitions = JsonObject.builder()
                .put("rule", rule())
                .put("condition", condition())
                .put("comparison", comparison())
                .put("preference", preference())
                .build();
        return JsonObject.builder()
                .put("$schema", "https://json-schema.org/draft/2020-12/schema")
                .put("title", "Rules of llmfit")
                .putAll(object(one("rules", array(ref("rule"), 0)), List.of("rules")))
                .put("$defs", definitions)
                .build();
    }

    private static JsonObject rule() {
        JsonObject text = described(
                "string",
                "facts stand in braces: {machine.vram_gib:1} with one decimal, :s with two digits; next steps too:"
                        + " {ask: plan model} for another question (" + String.join(", ", AskableQuestion.ids())
                        + "), {change: margin=1.5GiB} for the same one with a field changed");
        JsonObject id =
                described("string", "group and name; a rule of your own with a bundled id takes its place").toBuilder()
                        .put("pattern", "^[a-z0-9._-]+/[a-z0-9._/-]*[a-z0-9._-]$")
                        .build();
        JsonObject source = described("string", "where the knowledge comes from").toBuilder()
                .put("minLength", 1)
                .build();
        JsonObject properties = JsonObject.builder()
                .put("id", id)
                .put("when", ref("condition"))
                .put(
                        "then",
                        oneOf(List.of(
                                object(one("advice", text), List.of("advice")),
                                object(one("prefer", ref("preference")), List.of("prefer")))))
                .put("because", text)
                .put("cite", oneOf(List.of(source, array(source, 1))))
                .build();
        return object(properties, List.of("id", "when", "then", "because", "cite"));
    }

    private static JsonObject condition() {
        return oneOf(List.of(
                one("const", JsonValue.of("always")),
                object(one("all", array(ref("condition"), 1)), List.of("all")),
                object(one("any", array(ref("condition"), 1)), List.of("any")),
                object(one("not", ref("condition")), List.of("not")),
                ref("comparison")));
    }

    private static JsonObject comparison() {
        List<JsonObject> kinds = new ArrayList<>();
        for (FactValue.Kind kind : FactValue.Kind.values()) {
            JsonObject type = one("type", JsonValue.of(type(kind)));
            List<String> ops = new ArrayList<>(EQUAL);
            if (kind == FactValue.Kind.NUMBER) {
                ops.addAll(ORDERED);
            }
            kinds.add(compare(kind, ops, one("value", type), List.of("value")));
            kinds.add(compare(kind, List.of(ComparisonOp.IN.id()), one("value", array(type, 1)), List.of("value")));
            JsonObject other = JsonObject.builder()
                    .put("other", one("enum", JsonValue.of(facts(kind))))
                    .put("times", one("type", JsonValue.of("number")))
                    .build();
            kinds.add(compare(kind, ops, other, List.of("other")));
        }
        return oneOf(kinds);
    }

    private static JsonObject compare(FactValue.Kind kind, List<String> ops, JsonObject operand, List<String> needed) {
        JsonObject properties = JsonObject.builder()
                .put("fact", one("enum", JsonValue.of(facts(kind))))
                .put("op", one("enum", JsonValue.of(ops)))
                .putAll(operand)
                .build();
        List<String> required = new ArrayList<>(List.of("fact", "op"));
        required.addAll(needed);
        return object(properties, required);
    }

    private static JsonObject preference() {
        JsonObject.Builder properties = JsonObject.builder();
        for (Setting setting : Setting.values()) {
            properties.put(
                    setting.id(),
                    described("number", setting.meaning()).toBuilder()
                            .put("minimum", 0)
                            .build());
        }
        return object(properties.build(), List.of()).toBuilder()
                .put("minProperties", 1)
                .build();
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

    private static JsonObject one(String name, JsonValue value) {
        return JsonObject.builder().put(name, value).build();
    }

    private static JsonObject described(String type, String description) {
        return JsonObject.builder()
                .put("type", type)
                .put("description", description)
                .build();
    }

    private static JsonObject object(JsonObject properties, List<String> required) {
        return JsonObject.builder()
                .put("type", "object")
                .put("properties", properties)
                .put("required", required)
                .put("additionalProperties", false)
                .build();
    }

    private static JsonObject array(JsonObject items, int least) {
        return JsonObject.builder()
                .put("type", "array")
                .put("items", items)
                .put("minItems", least)
                .build();
    }

    private static JsonObject oneOf(List<JsonObject> choices) {
        return one("oneOf", JsonValue.of(choices));
    }

    private static JsonObject ref(String definition) {
        return one("$ref", JsonValue.of("#/$defs/" + definition));
    }
}
