package dev.llmfit.engine.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Lines as people paste them: {@code pasted-lines.tsv} holds each with its program and what it means here. */
class PastedLinesTest {
    private static PastedLine read(String... arguments) {
        return PastedLines.read(List.of(arguments), SizeOptions.ALL);
    }

    record Row(String line, String program, String arguments) {}

    static Stream<Row> rows() throws IOException {
        try (InputStream in = PastedLinesTest.class.getResourceAsStream("pasted-lines.tsv")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(l -> !l.startsWith("#!")).map(l -> {
                String[] cells = l.split("\t", -1);
                return new Row(cells[0].replace("\\n", "\n"), cells[1], cells[2]);
            });
        }
    }

    /** One argument, as between single quotes. */
    @ParameterizedTest
    @MethodSource("rows")
    void isReadAsItsProgramReadsIt(Row row) {
        PastedLine line = read(row.line());
        assertEquals(row.arguments(), String.join(" ", line.arguments()));
        assertEquals(row.program(), line.program().name());
    }

    /** The same behind and before this program's own options. */
    @ParameterizedTest
    @MethodSource("rows")
    void ownOptionsMayStandOnBothSides(Row row) {
        PastedLine line = read("--hardware", "X", row.line(), "--json");
        assertEquals("--hardware X " + row.arguments() + " --json", String.join(" ", line.arguments()));
    }

    /** A shell that divides the line itself gives words. */
    @ParameterizedTest
    @CsvSource({
        "llama-server -m F.gguf -c 8192 --hardware X --json, --hardware X --json --model=F.gguf -c=8192 -np=-1 --fit=on",
        "--hardware X --header-only llama-server -m F.gguf, --hardware X --header-only --model=F.gguf -np=-1 --fit=on",
        "--json CUDA_VISIBLE_DEVICES=0 llama-server -m F.gguf --hardware X,"
                + " --json --visible-devices=0 --hardware X --model=F.gguf -np=-1 --fit=on",
        "ollama run llama3.1:8b --hardware X --json, --hardware X --json --model=llama3.1:8b --ollama=all --fit=on",
        "llama-bench -m F.gguf --hardware X -p 64, --hardware X --model=F.gguf -c=128 --all-outputs",
        "lms load a/b --gpu max --hardware X, -ngl=all --hardware X --model=a/b -c=4096",
        "hf download a/b f.gguf --json, --json --model=hf:a/b:f.gguf",
        "koboldcpp --model F.gguf --hardware X, --hardware X --model=F.gguf -c=8192",
        // without a program the words stay as they are, but for what only llama.cpp's table knows
        "llama3.1:8b -c 8192 --hardware X, llama3.1:8b -c 8192 --hardware X",
        "-m F.gguf --temp 0.7 -fa --port 1 -ngl 5, -m F.gguf -fa=on -ngl 5",
        "F.gguf -fa 1 --ctx_size 512, F.gguf -fa 1 -c=512",
        "-hf a/b:Q4_K_M -c 512 --mlock, -c 512 --model=hf:a/b:Q4_K_M",
        "F.gguf --engine --json, F.gguf --engine --json"
    })
    void wordsAreReadToo(String words, String arguments) {
        String read = String.join(" ", read(words.split(" ", -1)).arguments());
        assertTrue(read.startsWith(arguments), read);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "llama-server -c 8192|The line names no model: llama-server would start as a router and load none.",
                "llama-cli -p hi|The line names no model.",
                "llama-server -m F.gguf --frobnicate|Unknown option: '--frobnicate' is none of llama-server's.",
                "llama-server -m F.gguf --ctx-sise 5|Unknown option: '--ctx-sise' is none of llama-server's.",
                "llama-server -m F.gguf -c|Expected a value behind -c.",
                "llama-server -m F.gguf stray|'stray' is no option of llama-server.",
                "llama-server --list-devices|With --list-devices there is nothing to size: it lists devices and loads no model; llmfit probe does so too.",
                "llama-server --models-dir d|With --models-dir there is nothing to size: the server then starts others for the models of a folder; size each of them by -m.",
                "llama-cli --server-base http://x -m F.gguf|With --server-base there is nothing to size: it talks to a server that runs already, so nothing is loaded here.",
                "llama-bench -m F.gguf -ngl 30,99|llama-bench makes one launch for each value of -ngl 30,99, and this answers one.",
                "llama-bench -m a.gguf,b.gguf|llama-bench makes one launch for each value of -m a.gguf,b.gguf, and this answers one.",
                "llama-bench -m F.gguf -p 0 -n 0|llama-bench would run no test.",
                "llama-bench -m F.gguf --ctx 512|Unknown option: '--ctx' is none of llama-bench's.",
                "LLAMA_ARG_SWA_FULL=maybe llama-server -m F.gguf|'LLAMA_ARG_SWA_FULL=maybe' is neither on nor off.",
                "lms load a --gpu 0.5|'--gpu 0.5' is a share of the layers, whose number this does not know yet.",
                "ollama serve|The line names no model.",
                "vllm serve a/b|Lines of vllm are not read as they are.",
                "curl http://localhost:11434/api/tags|The request of the line names no model."
            })
    void whatCannotBeReadIsOneSentence(String line, String message) {
        LineException refused = assertThrows(LineException.class, () -> read(line.split(" ", -1)));
        assertEquals(message, refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "llama-server -m F.gguf --mlock|--mlock: gone before b10878; today -lm mlock.",
                "llama-server -m F.gguf|Without -np llama-server has 4 slots that share the context.",
                "llama-server -m F.gguf -c 32k|llama-server itself reads '-c 32k' as 32 tokens: write the number in full.",
                "llama-server -m F.gguf --port 1|Without effect on memory and speed: --port.",
                "llama-server -m F.gguf -t 8|Of speed alone, and not counted: -t.",
                "llama-server -m F.gguf --draft-max 4|--draft-max: removed before b9093; today --spec-draft-n-max, and it is read as that.",
                "llama-server -m F.gguf -otd exps=CPU|-otd: the draft model is counted where its layers lie.",
                "llama-server -m F.gguf --pooling last|--pooling is not counted here.",
                "llama-cli -m F.gguf --port 1|llama-cli has no --port.",
                "llama-server -hf a/b|If the repository has a projector, llama-server loads it too; it is counted where --mmproj names it.",
                "LLAMA_ARG_FOO=1 llama-server -m F.gguf|llama.cpp has no variable LLAMA_ARG_FOO.",
                "LLAMA_ARG_CTX_SIZE=1 llama-bench -m F.gguf|llama-bench does not read LLAMA_ARG_CTX_SIZE.",
                "llama-server --spec-default -m F.gguf|--spec-default stands for --spec-type ngram-mod."
            })
    void whatWasTakenIsSaid(String line, String note) {
        List<String> notes = read(line.split(" ", -1)).notes();
        assertTrue(notes.contains(note), notes.toString());
    }

    @Test
    void aRecipeAndAScriptAreReadFromTheirFiles(@TempDir Path folder) throws IOException {
        Path recipe = Files.writeString(folder.resolve("Modelfile"), "FROM llama3.2\nPARAMETER num_ctx 2048\n");
        Path script = Files.writeString(
                folder.resolve("start.sh"),
                "#!/bin/sh\n# starts it\nexport CUDA_VISIBLE_DEVICES=1\nexec llama-server \\\n -m F.gguf\n");
        String fromRecipe = "--model=llama3.2 -c=2048 --ollama=all --fit=on";
        assertEquals(fromRecipe, String.join(" ", read(recipe.toString()).arguments()));
        assertEquals(
                fromRecipe,
                String.join(
                        " ",
                        read("ollama", "create", "x", "-f", recipe.toString()).arguments()));
        assertEquals(
                "--json " + fromRecipe,
                String.join(
                        " ",
                        read("ollama", "create", "x", "-f", recipe.toString(), "--json")
                                .arguments()));
        assertEquals(
                "--visible-devices=1 --model=F.gguf -np=-1 --fit=on",
                String.join(" ", read(script.toString()).arguments()));
        Path other = Files.writeString(folder.resolve("other.sh"), "echo hello\n");
        assertThrows(LineException.class, () -> read(other.toString()));
    }

    @Test
    void noOptionOfTheCommandIsLost() {
        List<String> lost = new ArrayList<>();
        for (String name : SizeOptions.ALL.values().keySet()) {
            List<String> words = new ArrayList<>(List.of(name));
            if (SizeOptions.ALL.values().get(name) != 0) {
                words.add("on");
            }
            if (!PastedLines.read(words, SizeOptions.ALL).arguments().equals(words)) {
                lost.add(name);
            }
        }
        assertEquals(List.of(), lost);
    }

    @Test
    void wordsOfAShell() {
        assertEquals(List.of("a b", "", "c\\.d", "e\"f"), ShellWords.split("'a b' '' \"c\\.d\" e\\\"f"));
        assertEquals(
                List.of(List.of("a", "1"), List.of("b"), List.of("c")),
                ShellWords.commands("a 1 >x 2>&1; b # no\nc &"));
        assertEquals(List.of("C:\\a b\\x.exe", "-m", "D:\\y"), ShellWords.split("\"C:\\a b\\x.exe\" ^\n -m D:\\y"));
        assertEquals(Arrays.asList("x", "y"), ShellWords.split("x \\  \n y"));
        assertThrows(IllegalArgumentException.class, () -> ShellWords.split("'x"));
    }
}
