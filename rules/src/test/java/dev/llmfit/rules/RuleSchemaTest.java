package dev.llmfit.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.llmfit.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleSchemaTest {
    @Test
    void isTheOneOfTheDocumentation() throws IOException {
        String published = Files.readString(Path.of("../docs/schema/rules.json"));
        assertEquals(Json.parse(published), RuleSchema.tree());
    }

    /** The reader and the schema agree on names of rules. */
    @ParameterizedTest
    @CsvSource({
        "chat/turn, true",
        "a/b, true",
        "a.b/c_d-0, true",
        "a/b/c, true",
        "a//b, true",
        "0/9, true",
        "z/a, true",
        "-/., true",
        "chat, false",
        "/b, false",
        "a/, false",
        "a/b/, false",
        "/, false",
        "'', false",
        "A/b, false",
        "a/B, false",
        "a b/c, false",
        "a/b:c, false",
        "a/`, false",
        "a/{, false",
        "ä/b, false",
    })
    void namesOfRules(String id, boolean right) {
        Problems problems = new Problems();
        List<Rule> rules = RuleBook.read(
                "t.yaml",
                "rules:\n- {id: '" + id + "', when: always, then: {advice: x}, because: y, cite: z}\n",
                problems);
        assertEquals(
                right ? List.of(id) : List.of(), rules.stream().map(Rule::id).toList());
        assertEquals(
                right ? List.of() : List.of("t.yaml:2: id '" + id + "' must be group/name in lower case, as chat/turn"),
                problems.all().stream().map(Problems.Problem::toString).toList());
        Pattern pattern = Pattern.compile("\"pattern\":\"([^\"]+)\"");
        String schema = pattern.matcher(Json.compact(RuleSchema.tree()))
                .results()
                .map(m -> m.group(1))
                .findFirst()
                .orElseThrow();
        assertEquals(right, Pattern.matches(schema, id));
    }
}
