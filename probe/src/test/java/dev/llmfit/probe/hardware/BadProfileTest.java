package dev.llmfit.probe.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mistake in a profile is told in one sentence; a mistyped key must not silently weaken a check. */
class BadProfileTest {
    private static final String GOOD = """
            machines:
            - id: a
              cpu: {name: x, physical_cores: 4}
              ram: {total_gib: 16, available_gib: 12, note: a remark}
              gpus:
              - {name: RTX 4090, backend: cuda, total_mib: 24564, free_mib: 24000}
              expect: {gpu_capacity_gib: 23, pool_rule: single, warnings: [prose is a remark]}
              models:
              - {model: 'llama3.1:8b', file_type: Q4_K_M, verdict: full-gpu|partial-gpu}
              covers: [anything]
            """;

    @TempDir
    Path folder;

    @Test
    void remarksAreLeftAlone() throws IOException {
        assertEquals(1, read(GOOD).entries().size());
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "total_gib: 16 | total_gib: 16GB | a.ram.total_gib is '16GB'; write a number without a unit",
                "total_gib: 16 | total_gib: 0 | a.ram.total_gib must be above 0",
                "total_gib: 16 | total_gib: 1e30 | a.ram.total_gib is larger than any machine",
                "total_gib: 16 | total_gib: -1 | a.ram.total_gib is '-1', not a number of 0 or more",
                "total_gib: 16 | total_gb: 16 | a.ram has the key 'total_gb'; did you mean 'total_gib'?",
                "available_gib | availabel_gib | a.ram has the key 'availabel_gib'; did you mean 'available_gib'?",
                "gpu_capacity_gib | gpu_capacity | a.expect has the key 'gpu_capacity'; did you mean 'gpu_capacity_gib'?",
                "total_mib | total_mb | a.gpus[0] has the key 'total_mb'; did you mean 'total_mib'?",
                "backend: cuda | backend: cudaa | a.gpus[0].backend is 'cudaa'; did you mean 'cuda'?",
                "physical_cores: 4 | physical_cores: 0 | a.cpu.physical_cores must be at least 1",
                "file_type | filetype | a.models[0] has the key 'filetype'; did you mean 'file_type'?",
                "full-gpu | ful-gpu | a.models[0].verdict is 'ful-gpu'; verdicts are full-gpu, partial-gpu, moe-offload, cpu, no-fit",
                "- id: a | - cpus: 1 | machines[0].id is missing"
            })
    void oneSentence(String good, String bad, String message) {
        String text =
                GOOD.replaceFirst(java.util.regex.Pattern.quote(good), bad).replace("full-gpu|", "");
        assertEquals(
                message, assertThrows(ProfileException.class, () -> read(text)).getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "''; the file is empty",
                "machines: []; the list machines: is empty",
                "foo: 1; the file holds neither machines: nor one machine with cpu: and ram:",
                "just words; the file is not a mapping"
            })
    void aFileWithoutMachinesChecksNothingAndIsRefused(String text, String message) {
        assertEquals(
                message, assertThrows(ProfileException.class, () -> read(text)).getMessage());
    }

    @Test
    void anIdThatTheDatabaseDoesNotHaveIsTold() throws IOException {
        String text = GOOD.replace("total_mib", "db_id: no-such-card, total_mib");
        assertEquals(
                "unknown-hardware-id",
                read(text)
                        .entries()
                        .getFirst()
                        .profile()
                        .facts()
                        .findings()
                        .getFirst()
                        .id());
    }

    private MachineDocument read(String text) throws IOException {
        Path file = folder.resolve("machines.yaml");
        Files.writeString(file, text);
        return MachineDocument.read(file);
    }
}
