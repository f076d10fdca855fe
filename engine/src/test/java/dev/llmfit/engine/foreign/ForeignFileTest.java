package dev.llmfit.engine.foreign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What other programs print is read row by row; {@code SOURCES.md} beside the files says where their forms come from. */
class ForeignFileTest {
    private static String text(String file) {
        try (InputStream in = Objects.requireNonNull(ForeignFileTest.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> speeds(ForeignFile file) {
        return file.results().stream()
                .map(r ->
                        r.line() + " " + r.tool() + " " + r.reading().workload().label() + " "
                                + r.reading().samples().median())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "llama-bench.jsonl | 1 llama-bench pp512 12487.8; 2 llama-bench tg128 @ d8192 98.4 | 3 it times a prompt and a generation together; 4 its avg_ts is no number; 5 it is no JSON",
                "llama-bench.csv | 2 llama-bench pp512 102.4 | 3 its samples vary by more than a tenth",
                "llama-bench.sql | 6 llama-bench tg128 160.1 | 7 its statement is not understood",
                "llama-bench.md | 3 llama-bench pp512 141.3; 4 llama-bench tg128 39.54 | 5 'pp512+tg128' times a prompt and a generation together",
                "localscore.json | 1 localscore pp1024 1264.59026; 1 localscore tg16 @ d1024 53.908791 | 2 it has no speed",
                "community.json | 1 llmfit-rust tg104 128.4 | 2 it has no speed",
                "timings.txt | 2 llama.cpp pp256 500.0; 3 llama.cpp tg100 25.0 | ''",
                "ollama.txt | 8 ollama tg120 12.0 | 5 3 tokens say nothing of a speed"
            })
    void readsEveryForm(String file, String results, String refused) {
        ForeignFile read = ForeignFile.read(text(file));
        assertEquals(List.of(results.split("; ")), speeds(read));
        assertEquals(
                refused,
                String.join(
                        "; ",
                        read.refused().stream()
                                .map(r -> r.line() + " " + r.reason())
                                .toList()));
    }

    @Test
    void tellsModelPlaceAndLaunch() {
        List<ForeignResult> rows = ForeignFile.read(text("llama-bench.jsonl")).results();
        ForeignResult first = rows.getFirst();
        assertEquals(
                new ForeignResult.NamedModel(
                        "models/Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf",
                        "llama 8B Q4_K - Medium",
                        8_030_261_312L,
                        4_912_898_304L),
                first.model());
        assertEquals(List.of("NVIDIA GeForce RTX 4090"), first.place().gpus());
        assertEquals(OptionalInt.of(11434), first.build());
        assertEquals(OptionalInt.empty(), first.launch().nGpuLayers(), "99 is all");
        ForeignResult second = rows.get(1);
        assertEquals(OptionalInt.of(20), second.launch().nGpuLayers());
        assertEquals(Optional.of(false), second.launch().flashAttn());
        assertEquals("q8_0", second.launch().typeK());
    }

    /** Foreign text is hostile: whatever is cut or changed costs rows, and never more. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama-bench.jsonl",
                "llama-bench.csv",
                "llama-bench.sql",
                "llama-bench.md",
                "localscore.json",
                "community.json",
                "timings.txt",
                "ollama.txt"
            })
    void changedTextCostsRowsOnly(String file) {
        String whole = text(file);
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 200; i++) {
            StringBuilder changed = new StringBuilder(whole.substring(random.nextInt(whole.length() / 2)));
            for (int k = 0; k < 5; k++) {
                changed.setCharAt(
                        random.nextInt(changed.length()), "0-9|,'\"{}[]e\u0000\uFFFD".charAt(random.nextInt(14)));
            }
            ForeignFile read = ForeignFile.read(changed.toString());
            assertTrue(
                    read.results().stream().allMatch(r -> r.reading().samples().median() > 0), changed::toString);
        }
    }
}
