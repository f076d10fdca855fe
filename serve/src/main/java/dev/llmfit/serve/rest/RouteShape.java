package dev.llmfit.serve.rest;

import dev.llmfit.answers.StateField;
import dev.llmfit.answers.document.QuestionType;
import dev.llmfit.answers.document.Schemas;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What a route takes and gives, for its description.
 *
 * @param fields fields of its query, each with one sentence
 * @param body what it takes
 * @param status of its answer
 * @param type media type of its answer
 * @param answer name of the schema of its answer
 */
public record RouteShape(
        SequencedMap<String, String> fields,
        Optional<JsonObject> body,
        int status,
        Optional<String> type,
        Optional<String> answer) {
    private static final String JSON = "application/json";

    /** Takes nothing and gives a JSON document. */
    public static final RouteShape DOCUMENT =
            new RouteShape(new LinkedHashMap<>(), Optional.empty(), 200, Optional.of(JSON), Optional.empty());

    /** Returns the shape of a route whose document answers a question. */
    static RouteShape answering(QuestionType type) {
        String name = Schemas.document(type);
        return new RouteShape(
                new LinkedHashMap<>(),
                Optional.empty(),
                200,
                Optional.of(JSON),
                Schemas.text(name).map(t -> name));
    }

    /** Returns the shape of a route that takes a question and gives the document of its answer. */
    static RouteShape question(QuestionType type) {
        RouteShape answering = answering(type);
        return new RouteShape(
                answering.fields,
                Optional.of(SchemaRoutes.question(type)),
                answering.status,
                answering.type,
                answering.answer);
    }

    /** Returns the same with fields of the query. */
    RouteShape with(Map<String, String> more) {
        SequencedMap<String, String> all = new LinkedHashMap<>(fields);
        all.putAll(more);
        return new RouteShape(all, body, status, type, answer);
    }

    /** Returns the same with the fields of a state in the query. */
    RouteShape ofState() {
        SequencedMap<String, String> all = new LinkedHashMap<>();
        for (StateField field : StateField.values()) {
            all.put(field.key(), "A field of the state.");
        }
        return with(all);
    }

    /** Returns the same taking bytes of another type than JSON. */
    public RouteShape taking(String media) {
        JsonObject content = SchemaRoutes.content(media, SchemaRoutes.type("string"));
        JsonObject taken = JsonObject.builder()
                .put("required", true)
                .put("content", content)
                .build();
        return new RouteShape(fields, Optional.of(taken), status, type, answer);
    }

    /** Returns the same giving something else. */
    public RouteShape giving(int code, Optional<String> media) {
        return new RouteShape(fields, body, code, media, answer);
    }

    /** Returns the parameters of a route of this shape. */
    List<JsonValue> parameters(String template) {
        List<JsonValue> parameters = new ArrayList<>();
        int open = template.indexOf('{');
        if (open >= 0) {
            String name = template.substring(open + 1, template.indexOf('}')).replace("*", "");
            parameters.add(SchemaRoutes.parameter(name, "path", "What is meant.", SchemaRoutes.type("string")));
        }
        fields.forEach((name, tells) ->
                parameters.add(SchemaRoutes.parameter(name, "query", tells, SchemaRoutes.type("string"))));
        return parameters;
    }
}
