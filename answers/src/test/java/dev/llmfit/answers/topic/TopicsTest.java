package dev.llmfit.answers.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pages of the help say no number by themselves: each is asked of the program. */
class TopicsTest {
    private static final Path PAGES = Path.of("src/main/resources/dev/llmfit/answers/topic");

    /** What holds digits and is no number: names of models and types, of devices, flags with an example's value. */
    private static final List<Pattern> NAMES = List.of(
            TopicFacts.FACT,
            Pattern.compile("(?m)^ +llmfit .*$"),
            Pattern.compile("RTX [0-9]+"),
            Pattern.compile("-[a-z]+ [0-9]+(,[0-9]+)*"),
            Pattern.compile("[\\w.:/-]*[A-Za-z_][\\w.:/-]*"));

    static List<String> names() {
        return Topics.names();
    }

    @Test
    void everyPageIsListed() throws IOException {
        try (Stream<Path> files = Files.list(PAGES)) {
            assertEquals(
                    new TreeSet<>(names()),
                    files.map(f -> f.getFileName().toString().replace(".yaml", ""))
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void noNumberStandsInThePageItself(String name) {
        String text = Topics.source(name).text("text").orElseThrow();
        assertEquals("", leftDigits(text), name);
    }

    @Test
    void aNumberInAPageIsFound() {
        assertEquals(
                "512", leftDigits("Q4_K_M, -ts 3,1 of an RTX 4090 with 512 tokens and {a /b gib >8} of llama3.1:8b"));
    }

    private static String leftDigits(String text) {
        String left = text;
        for (Pattern name : NAMES) {
            left = name.matcher(left).replaceAll(" ");
        }
        return left.replaceAll("[^0-9]+", " ").strip();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyQuestionOfAPageIsUsed(String name) {
        String text = Topics.source(name).text("text").orElseThrow();
        Topics.source(name)
                .toJson()
                .get("questions")
                .ifPresent(questions -> ((JsonObject) questions)
                        .members()
                        .keySet()
                        .forEach(q -> assertTrue(text.contains("{" + q + " "), () -> name + " asks " + q)));
        assertFalse(text.isBlank());
    }
}
