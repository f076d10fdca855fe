package dev.llmfit.mcp.tools;

import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import java.util.List;
import java.util.Map;

/**
 * A prompt that people choose in their agent.
 *
 * @param name its name
 * @param title its name for people
 * @param description what it is for
 * @param arguments what it is filled with
 * @param text the prompt; a name in braces is filled with an argument
 */
public record Prompt(String name, String title, String description, List<Argument> arguments, String text) {
    /**
     * What a prompt is filled with.
     *
     * @param name its name
     * @param description what to write
     * @param required whether it must be given
     */
    public record Argument(String name, String description, boolean required) {}

    public Prompt {
        arguments = List.copyOf(arguments);
    }

    /** Returns all prompts. */
    public static List<Prompt> all() {
        return ResourceText.array("prompts.json").items().stream()
                .map(p -> of((JsonObject) p))
                .toList();
    }

    private static Prompt of(JsonValue prompt) {
        return new Prompt(
                Doc.said(prompt, "name"),
                Doc.said(prompt, "title"),
                Doc.said(prompt, "description"),
                Doc.items(prompt, "arguments").stream()
                        .map(a ->
                                new Argument(Doc.said(a, "name"), Doc.said(a, "description"), Doc.truth(a, "required")))
                        .toList(),
                Doc.said(prompt, "text"));
    }

    /**
     * Returns the prompt filled.
     *
     * @throws IllegalArgumentException if a required argument is missing
     */
    public String filled(Map<String, ?> given) {
        String filled = text;
        for (Argument argument : arguments) {
            Object value = given.get(argument.name);
            if (value == null && argument.required) {
                throw new IllegalArgumentException("The prompt " + name + " needs '" + argument.name + "'.");
            }
            filled = filled.replace("{" + argument.name + "}", value == null ? "not said" : value.toString());
        }
        return filled;
    }
}
