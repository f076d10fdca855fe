package dev.llmfit.answers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateTest {
    private static final String FULL =
            "machine=3060%20%2B%204090&use=chat&users=2&show=fits&sort=rank&model=gemma4:31b&file=Q4_K_M&ctx=16384"
                    + "&kv=f16&ngl=61&ncmoe=0&np=1&vs=a,b&pane=2&as=b11434";

    @Test
    void isReadAsItIsWritten() {
        State state = State.parse(FULL);
        assertEquals(FULL, state.text());
        assertEquals(Optional.of("3060 + 4090"), state.get(StateField.MACHINE));
        assertEquals(OptionalInt.of(16384), state.whole(StateField.CTX));
        assertEquals(state, State.of(state.json()));
    }

    @Test
    void nothingIsTheShortest() {
        assertEquals(State.EMPTY, State.parse("machine=this&q="));
        assertEquals("", State.EMPTY.text());
        assertEquals(State.EMPTY, State.of(JsonObject.builder().build()));
    }

    @ParameterizedTest
    @CsvSource({
        "ctx=32k, ctx=32768",
        "ngl=all, ngl=all",
        "kv=q8_0/q8_0, kv=q8_0",
        "kv=q8_0/f16, kv=q8_0/f16",
        "machine=2x+3090, machine=2x%203090",
        "http://127.0.0.1:7272/#pane=3&use=coding, use=coding&pane=3",
        "np=2&ctx=8192, ctx=8192&np=2",
        "q=caf%C3%A9, q=caf%C3%A9"
    })
    void hasOneSpelling(String said, String written) {
        assertEquals(written, State.parse(said).text());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "modell=x|'modell' is not a part of a state; did you mean model",
                "ctx=many|'ctx' of a state: 'many' is no number of tokens",
                "users=0|'users' of a state: '0' is not a whole number from 1 to 256",
                "kv=f99|no cache type",
                "ctx=1&ctx=2|'ctx' stands twice",
                "model|has no value",
                "q=%zz|two hexadecimal digits",
                "q=%FF|no UTF-8",
                "use=cooking|is no use case",
                "vs=a,b,c,d|at most 3 models",
                "pane=7|from 1 to 6",
                "prefer=luck|none of balanced"
            })
    void saysWhatIsWrong(String text, String sentence) {
        RefusedException refused = assertThrows(RefusedException.class, () -> State.parse(text));
        assertTrue(
                refused.refusal().message().contains(sentence),
                refused.refusal().message());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"modell\":\"x\"}", "{\"ctx\":[1]}", "{\"users\":1.5}"})
    void refusesObjectsThatCannotBeMeant(String json) {
        JsonObject object = (JsonObject) Json.parse(json);
        assertThrows(RefusedException.class, () -> State.of(object));
    }

    @Test
    void numbersAreNumbersInJson() {
        assertEquals(
                "{\"min_tps\":7.5,\"model\":\"7\",\"ctx\":4096,\"ngl\":\"all\"}",
                Json.compact(State.parse("ctx=4k&min_tps=7.5&model=7&ngl=all").json()));
    }

    @Test
    void changesOneField() {
        State state = State.parse("ctx=4096&np=2");
        assertEquals("ctx=8192&np=2", state.with(StateField.CTX, 8192).text());
        assertEquals("np=2", state.without(StateField.CTX).text());
    }

    @Test
    void anyTextComesBackOrIsRefused() {
        Random random = new Random(3);
        String letters = "abc=&%#+ é日\u0001\ud83d\ude42/\"'";
        for (int i = 0; i < 5000; i++) {
            StringBuilder text = new StringBuilder("q=");
            for (int n = random.nextInt(12); n > 0; n--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            try {
                State state = State.parse(text.toString());
                assertEquals(state, State.parse(state.text()));
            } catch (RefusedException e) {
                assertEquals(Refusal.Kind.BAD_QUESTION, e.refusal().kind());
            }
        }
    }
}
