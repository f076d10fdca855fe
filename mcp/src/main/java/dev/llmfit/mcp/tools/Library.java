package dev.llmfit.mcp.tools;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.document.QuestionType;
import dev.llmfit.answers.document.Schemas;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.topic.Topic;
import dev.llmfit.answers.topic.Topics;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.units.Hint;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What agents can read: this machine, models, rules, pages of the help, schemas of answers. */
public final class Library {
    private static final String SCHEME = "llmfit://";
    private static final String JSON = "application/json";
    private static final String SCHEMA = "application/schema+json";

    private final Workbench bench;

    /** Creates a library that a workbench fills. */
    public Library(Workbench bench) {
        this.bench = bench;
    }

    /**
     * Something to read.
     *
     * @param uri its address, or the template of many
     * @param name its name
     * @param description what it holds
     * @param mimeType its type
     */
    public record Shelf(String uri, String name, String description, String mimeType) {
        /** Returns whether it stands for many addresses. */
        public boolean isTemplate() {
            return uri.contains("{");
        }
    }

    /** Returns everything that can be read; pages of the help are named one by one. */
    public static List<Shelf> shelves() {
        List<Shelf> shelves = new ArrayList<>(List.of(
                new Shelf(SCHEME + "machine/this", "machine", "this machine: memory, devices, engines", JSON),
                new Shelf(SCHEME + "model/{ref}", "model", "what is known of a model", JSON),
                new Shelf(SCHEME + "rule/{id}", "rule", "a rule of a recommendation, its reason and its source", JSON),
                new Shelf(SCHEME + "schema/{name}", "schema", "JSON Schema of a full answer, by its name", SCHEMA)));
        for (String page : Topics.names()) {
            shelves.add(new Shelf(SCHEME + "guide/" + page, page, "the help page " + page, "text/plain"));
        }
        return shelves;
    }

    /** Returns the type of what stands at an address. */
    public static String typeOf(String uri) {
        if (uri.startsWith(SCHEME + "guide/")) {
            return "text/plain";
        }
        return uri.startsWith(SCHEME + "schema/") ? SCHEMA : JSON;
    }

    /**
     * Reads an address.
     *
     * @throws RefusedException if there is nothing, or it cannot be read
     */
    public String read(String uri) {
        if (!uri.startsWith(SCHEME) || uri.indexOf('/', SCHEME.length()) < 0) {
            throw missing(uri);
        }
        int slash = uri.indexOf('/', SCHEME.length());
        String name = URLDecoder.decode(uri.substring(slash + 1).replace("+", "%2B"), StandardCharsets.UTF_8);
        return switch (uri.substring(SCHEME.length(), slash)) {
            case "machine" ->
                document(
                        QuestionType.PROBE,
                        name.equals("this")
                                ? JsonObject.builder().build()
                                : JsonObject.builder().put("hardware", name).build());
            case "model" ->
                document(
                        QuestionType.MODEL,
                        JsonObject.builder().put("model", name).build());
            case "rule" ->
                document(
                        QuestionType.RULES,
                        JsonObject.builder()
                                .put("action", "explain")
                                .put("rule", name)
                                .build());
            case "guide" -> guide(name, uri);
            case "schema" -> Schemas.text(name).orElseThrow(() -> missing(uri));
            default -> throw missing(uri);
        };
    }

    private String document(QuestionType type, JsonObject question) {
        return Json.pretty(type.answer(QuestionFields.of(question), bench));
    }

    private String guide(String name, String uri) {
        Topic topic = Topics.named(name, bench).orElseThrow(() -> missing(uri));
        return topic.parts().stream().map(Library::text).collect(Collectors.joining("\n\n"));
    }

    private static String text(Topic.Part part) {
        return switch (part) {
            case Topic.Prose prose -> prose.text();
            case Topic.Term term -> term.word() + ": " + term.text();
            case Topic.Lines lines -> String.join("\n", lines.lines());
        };
    }

    private static RefusedException missing(String uri) {
        return new RefusedException(new Refusal(
                Refusal.Kind.BAD_QUESTION, "no-such-resource", "There is nothing at " + uri + ".", Hint.NONE));
    }
}
