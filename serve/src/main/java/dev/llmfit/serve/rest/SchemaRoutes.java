package dev.llmfit.serve.rest;

import dev.llmfit.answers.document.QuestionType;
import dev.llmfit.answers.document.Schemas;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.serve.Call;
import dev.llmfit.serve.HttpProblem;
import dev.llmfit.serve.Reply;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The schemas of documents, and the description of all routes (OpenAPI 3.1), made from the routes themselves. */
public final class SchemaRoutes {
    private static final String JSON = "application/json";

    private final Supplier<List<Route>> all;
    private @Nullable Reply description;

    /**
     * Creates the routes.
     *
     * @param all returns all routes of the server
     */
    public SchemaRoutes(Supplier<List<Route>> all) {
        this.all = all;
    }

    /** Returns the routes. */
    public List<Route> routes() {
        return List.of(
                new Route(
                        "GET",
                        QuestionRoutes.BASE + "/schema/{name}",
                        "Gives the JSON Schema of a kind of document.",
                        SchemaRoutes::schema),
                new Route(
                        "GET",
                        QuestionRoutes.BASE + "/openapi.json",
                        "Describes all addresses.",
                        (call, part) -> described()));
    }

    /** Returns the description, made when it is first asked for: the routes of a server do not change. */
    private synchronized Reply described() {
        if (description == null) {
            description = Reply.document(document());
        }
        return description;
    }

    private static Reply schema(Call call, String name) {
        String text = Schemas.text(name.endsWith(".json") ? name.substring(0, name.length() - 5) : name)
                .orElseThrow(() -> new HttpProblem(404, "no-such-schema", "There is no schema of this name."));
        return Reply.of(200, "application/schema+json", text.getBytes(StandardCharsets.UTF_8));
    }

    private JsonObject document() {
        Map<String, JsonObject.Builder> paths = new LinkedHashMap<>();
        for (Route route : all.get()) {
            if (route.template().startsWith(QuestionRoutes.BASE)
                    || route.template().startsWith("/badge")) {
                String path = route.template().replace("*}", "}");
                paths.computeIfAbsent(path, p -> JsonObject.builder())
                        .put(route.method().toLowerCase(Locale.ROOT), operation(route));
            }
        }
        JsonObject.Builder all = JsonObject.builder();
        paths.forEach((path, operations) -> all.put(path, operations.build()));
        return JsonObject.builder()
                .put("openapi", "3.1.0")
                .put(
                        "info",
                        JsonObject.builder()
                                .put("title", "llmfit")
                                .put("version", "1")
                                .put("description", "Which models run on which hardware, how, and how fast.")
                                .build())
                .put("paths", all.build())
                .put("components", components())
                .build();
    }

    private static JsonObject components() {
        JsonObject bearer =
                JsonObject.builder().put("type", "http").put("scheme", "bearer").build();
        JsonObject.Builder schemas = JsonObject.builder().put("problem", problem());
        for (QuestionType type : QuestionType.values()) {
            String name = Schemas.document(type);
            if (schemas.build().get(name).isEmpty()) {
                Schemas.text(name).ifPresent(text -> schemas.put(name, Json.parse(within(text, name))));
            }
        }
        return JsonObject.builder()
                .put("schemas", schemas.build())
                .put(
                        "securitySchemes",
                        JsonObject.builder().put("token", bearer).build())
                .build();
    }

    /** What a schema refers to within itself stands elsewhere here. */
    private static String within(String text, String name) {
        String place = "\"#/components/schemas/" + name;
        return text.replace("\"#/", place + "/").replace("\"#\"", place + "\"");
    }

    private static JsonObject problem() {
        JsonObject.Builder properties = JsonObject.builder();
        for (String name : List.of("type", "title", "detail", "code", "pointer")) {
            properties.put(name, type("string"));
        }
        properties.put("status", type("integer")).put("next", type("array"));
        return JsonObject.builder()
                .put("type", "object")
                .put("properties", properties.build())
                .put("required", List.of("type", "title", "status", "detail", "code"))
                .build();
    }

    private static JsonObject operation(Route route) {
        JsonObject.Builder operation = JsonObject.builder().put("summary", route.tells());
        List<JsonValue> parameters = route.shape().parameters(route.template());
        if (!parameters.isEmpty()) {
            operation.put("parameters", new JsonArray(parameters));
        }
        route.shape().body().ifPresent(body -> operation.put("requestBody", body));
        JsonObject.Builder responses = JsonObject.builder();
        responses.put(Integer.toString(route.shape().status()), response(route));
        responses.put(
                "default",
                JsonObject.builder()
                        .put("description", "Why there is no answer.")
                        .put("content", content("application/problem+json", reference("problem")))
                        .build());
        return operation.put("responses", responses.build()).build();
    }

    private static JsonObject response(Route route) {
        JsonObject.Builder response = JsonObject.builder().put("description", "The answer.");
        Optional<String> type = route.shape().type();
        type.ifPresent(t -> response.put(
                "content",
                content(
                        t,
                        route.shape()
                                .answer()
                                .map(SchemaRoutes::reference)
                                .orElseGet(() -> t.equals(JSON) ? type("object") : type("string")))));
        return response.build();
    }

    private static JsonObject reference(String name) {
        return JsonObject.builder().put("$ref", "#/components/schemas/" + name).build();
    }

    static JsonObject type(String name) {
        return JsonObject.builder().put("type", name).build();
    }

    static JsonObject content(String type, JsonObject schema) {
        return JsonObject.builder()
                .put(type, JsonObject.builder().put("schema", schema).build())
                .build();
    }

    /** Returns the body of a question. */
    static JsonObject question(QuestionType type) {
        JsonObject media = JsonObject.builder()
                .put("schema", Schemas.question(type))
                .put("example", Schemas.example(type))
                .build();
        return JsonObject.builder()
                .put("required", true)
                .put("content", JsonObject.builder().put(JSON, media).build())
                .build();
    }

    /** Returns a parameter. */
    static JsonObject parameter(String name, String in, String tells, JsonObject schema) {
        return JsonObject.builder()
                .put("name", name)
                .put("in", in)
                .put("required", in.equals("path"))
                .put("description", tells)
                .put("schema", schema)
                .build();
    }
}
