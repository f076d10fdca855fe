package dev.llmfit.probe.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.llmfit.probe.facts.MachineFacts;
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
                "total_gib: 16 | total_gib: 16 sticks | line 4: a.ram.total_gib is '16 sticks'; write a number without"
                        + " a unit",
                "total_gib: 16 | total_gib: 0 | line 4: a.ram.total_gib must be above 0",
                "total_gib: 16 | total_gib: 1e30 | line 4: a.ram.total_gib is larger than any machine",
                "total_gib: 16 | total_gib: -1 | line 4: a.ram.total_gib is '-1', expected a number of 0 or more",
                "total_mib: 24564 | total_mib: 24564, bandwidth_gbps: 1e308 | line 6: a.gpus[0].bandwidth_gbps is larger"
                        + " than any machine",
                "total_gib: 16, | total_gib: 16, avail: 3, | line 4: unknown key 'avail' in a.ram",
                "available_gib | availabel_gib | line 4: unknown key 'availabel_gib' in a.ram; did you mean"
                        + " 'available_gib'?",
                "gpu_capacity_gib | gpu_capacity | line 7: unknown key 'gpu_capacity' in a.expect; did you mean"
                        + " 'gpu_capacity_gib'?",
                "total_mib | total_mb | line 6: unknown key 'total_mb' in a.gpus[0]; did you mean 'total_mib'?",
                "backend: cuda | backend: cudaa | line 6: a.gpus[0].backend is 'cudaa'; did you mean 'cuda'?",
                "physical_cores: 4 | physical_cores: 0 | line 3: a.cpu.physical_cores must be at least 1",
                "file_type | filetype | line 9: unknown key 'filetype' in a.models[0]; did you mean 'file_type'?",
                "full-gpu | ful-gpu | line 9: a.models[0].verdict is 'ful-gpu'; verdicts are full-gpu, partial-gpu,"
                        + " moe-offload, cpu, no-fit",
                "total_mib: 24564 | countt: 2, total_mib: 24564 | line 6: unknown key 'countt' in a.gpus[0]; did you"
                        + " mean 'count'?",
                "total_mib: 24564 | count: 0, total_mib: 24564 | line 6: a.gpus[0].count must be at least 1",
                "file_type | quant | line 9: a.models[0].quant is no key here; did you mean 'file_type'?",
                "file_type: | n_parallel: | line 9: a.models[0].n_parallel is no key here; did you mean 'users'?",
                "file_type: Q4_K_M | min_tokk_s: 5 | line 9: unknown key 'min_tokk_s' in a.models[0]; did you mean"
                        + " 'min_tok_s'?",
                "file_type: Q4_K_M | users: 0 | line 9: a.models[0].users must be at least 1",
                "file_type: Q4_K_M | ctx: lots | line 9: a.models[0].ctx is wrong: 'lots' is no number of tokens;"
                        + " write 8192 or 8k",
                "file_type: Q4_K_M | 'ctx: 8k, n_ctx: 8192' | line 9: a.models[0].n_ctx says what ctx says; leave one"
                        + " out",
                "file_type: Q4_K_M | expect: cpu | line 9: a.models[0].verdict says what expect says; leave one out",
                "- id: a | - cpus: 1 | line 2: machines[0].id is missing, expected a text",
                "gpus: | gpu: | line 5: unknown key 'gpu' in a; did you mean 'gpus'?",
                "covers: | cover: | line 10: unknown key 'cover' in a; did you mean 'covers'?",
                "cpu: {name: x | cpu: {name: x, unified: no | line 3: unknown key 'unified' in a.cpu",
                "backend: cuda | backend: cuda, unified: no | line 6: a.gpus[0].unified is 'no', expected true or false"
            })
    void oneSentence(String good, String bad, String message) {
        String text =
                GOOD.replaceFirst(java.util.regex.Pattern.quote(good), bad).replace("full-gpu|", "");
        ProfileException e = assertThrows(ProfileException.class, () -> read(text));
        assertEquals(folder.resolve("machines.yaml") + ", " + message, e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "''; line 1: the file is empty",
                "machines: []; line 1: machines is an empty list",
                "foo: 1; line 1: the file holds neither machines: nor one machine with cpu: and ram:, gpus: or"
                        + " hardware:",
                "just words; line 1: the file is 'just words', expected keys with values"
            })
    void aFileWithoutMachinesChecksNothingAndIsRefused(String text, String message) {
        ProfileException e = assertThrows(ProfileException.class, () -> read(text));
        assertEquals(folder.resolve("machines.yaml") + ", " + message, e.getMessage());
    }

    @Test
    void aWrittenProfileIsReadAgain() throws IOException {
        for (String id : MachineProfiles.bundled().ids()) {
            MachineFacts facts =
                    MachineProfiles.bundled().find(id).orElseThrow().facts();
            MachineFacts again = read(ProfileWriter.write(facts))
                    .entries()
                    .getFirst()
                    .profile()
                    .facts();
            assertEquals(facts.gpus().size(), again.gpus().size(), id);
            assertEquals(facts.ram().total(), again.ram().total(), id);
        }
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
