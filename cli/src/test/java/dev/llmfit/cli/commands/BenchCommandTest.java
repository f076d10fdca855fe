package dev.llmfit.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.CommandRun;
import dev.llmfit.cli.SchemaCheck;
import dev.llmfit.fixtures.FakeLlamaCpp;
import dev.llmfit.fixtures.FakeOpenAiServer;
import dev.llmfit.fixtures.FakeOpenAiServer.Report;
import dev.llmfit.fixtures.ServerFault;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code bench} against a server, under load, and the files it writes. */
class BenchCommandTest {
    @TempDir
    private Path folder;

    @Test
    void measuresTheOnlyModelOfAServerAndSharesIt() throws IOException {
        try (FakeOpenAiServer server = new FakeOpenAiServer(ServerFault.NONE, Report.TIMINGS, 0.001)) {
            Path shared = folder.resolve("shared.json");
            String out = json(
                    "bench",
                    0,
                    "bench",
                    "--server",
                    server.address(),
                    "-p",
                    "200",
                    "-n",
                    "20",
                    "-r",
                    "2",
                    "--no-store",
                    "--share",
                    shared.toString());
            JsonValue document = Json.parse(out);
            assertEquals(
                    "qwen3-4b",
                    document.get("model").orElseThrow().string("name").orElseThrow());
            assertEquals(2, document.get("results").orElseThrow().items().size());
            assertEquals(1, Files.readAllLines(shared).size());
            assertTrue(!Files.readString(shared).contains("127.0.0.1"), "no address is shared");
            JsonValue taken = Json.parse(json("bench-transfer", 0, "bench", "--import", shared.toString()));
            assertEquals(0, taken.get("refused").orElseThrow().items().size());
            Path exported = folder.resolve("exported.jsonl");
            JsonValue written = Json.parse(json("bench-transfer", 0, "bench", "--export", exported.toString()));
            assertEquals(
                    written.integer("written").orElseThrow(),
                    Files.readAllLines(exported).size());
        }
    }

    @Test
    void loadsAServer() throws IOException {
        try (FakeOpenAiServer server = new FakeOpenAiServer(ServerFault.REFUSES, Report.TIMINGS, 0.001)) {
            server.misbehaveAfter(9);
            Path shared = folder.resolve("load.json");
            String out = json(
                    "load",
                    0,
                    "bench",
                    "--server",
                    server.address(),
                    "--concurrency",
                    "4",
                    "--requests",
                    "9",
                    "-n",
                    "8",
                    "--no-store",
                    "--share",
                    shared.toString());
            JsonValue document = Json.parse(out);
            assertEquals(7, document.integer("completed").orElseThrow());
            assertEquals(2, document.integer("errors").orElseThrow());
            assertEquals(
                    2,
                    document.get("failures")
                            .orElseThrow()
                            .items()
                            .getFirst()
                            .integer("count")
                            .orElseThrow());
            assertTrue(Files.readString(shared).contains("llmfit/load/1"));
        }
    }

    @Test
    void failsIfNoRequestIsAnswered() throws IOException {
        try (FakeOpenAiServer server = new FakeOpenAiServer(ServerFault.REFUSES, Report.TIMINGS, 0.001)) {
            json("error", 7, "bench", "--server", server.address(), "--concurrency", "2");
        }
    }

    @Test
    void saysWhyAFileIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("foreign.jsonl"), "{\"schema\":\"theirs/1\"}\n");
        String out = json("error", 2, "bench", "--import", file.toString());
        assertTrue(out.contains("line 1: it is no result of a program that is known here"), out);
        json("error", 2, "bench", "--import", folder.resolve("absent").toString());
        json("error", 2, "bench", "llama3.2:1b", "--concurrency", "2", "-p", "1,2");
        json(
                "error",
                2,
                "bench",
                "--export",
                folder.resolve("absent").resolve("x").toString());
        json("error", 2, "bench", "llama3.2:1b", "--share", folder.toString());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void measuresBatchesOneAfterTheOther() throws IOException {
        Path shared = folder.resolve("shared.jsonl");
        CommandRun text = llamaCpp(
                "bench",
                "smollm2:135m",
                "--ubatches",
                "512,1024,2048",
                "-p",
                "64",
                "-n",
                "16",
                "--share",
                shared.toString());
        assertEquals(0, text.exit(), text::err);
        assertTrue(text.out().contains(" · -ub 1024 · llama.cpp b11434, CPU\n"), text::out);
        assertTrue(text.out().replaceAll(" +", " ").contains(" pp64 311 "), text::out);
        assertTrue(text.out().contains("   0.6 %    311   312     3  the engine's\n"), text::out);
        assertTrue(text.out().contains("Note: -ub 2048 could not be measured: "), text::out);
        String store = folder.resolve("data").resolve("measurements.jsonl").toString();
        assertTrue(text.out().endsWith("The store is " + store + ".\n"), text::out);
        assertEquals(2, Files.readAllLines(shared).size());
        assertEquals(Files.readAllLines(Path.of(store)), Files.readAllLines(shared));
        CommandRun json = llamaCpp("bench", "smollm2:135m", "--ubatches", "512,2048", "--no-store", "--json");
        SchemaCheck.conforms("bench", json.out());
        CommandRun failed = llamaCpp("bench", "smollm2:135m", "--ubatches", "2048", "--json");
        assertEquals(7, failed.exit());
        assertTrue(failed.out().contains("engine-out-of-memory"), failed::out);
    }

    /** A busy moment once spoiled every later answer: what was measured is shown, with the reason why it is not kept. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void keepsNothingOfABusyMachine() {
        Map<String, String> variables = variables(FakeLlamaCpp.rich());
        String[][] commands = {
            {"bench", "smollm2:135m", "-p", "64", "-n", "16"},
            {"bench", "smollm2:135m", "--concurrency", "2", "-n", "4", "-p", "16"},
            {"verify", "smollm2:135m", "-c", "2048"}
        };
        for (String[] command : commands) {
            CommandRun run = CommandRun.busy(variables, command);
            String text = run.out().replaceAll("\\s+", " ");
            assertTrue(text.contains("Not kept: the machine was busy (load 5.0 on 2 processors)"), run::out);
            assertTrue(text.contains("tok/s"), run::out);
        }
        CommandRun list = CommandRun.with(variables, "bench", "--list");
        assertEquals("Nothing is stored in " + folder.resolve("data") + ".\n", list.out());
    }

    /** What is stored is listed with its age, stands beside the speeds that rest on it, and is dropped by its id. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void listsAndForgetsWhatIsStored() throws IOException {
        Map<String, String> variables = variables(FakeLlamaCpp.rich());
        CommandRun bench =
                CommandRun.with(variables, "bench", "smollm2:135m:Q4_K_M", "-c", "2048", "-p", "512", "-n", "128");
        assertEquals(0, bench.exit(), bench::err);
        CommandRun list = CommandRun.with(variables, "bench", "--list", "--json");
        SchemaCheck.conforms("bench-list", list.out());
        JsonValue row = Json.parse(list.out()).get("rows").orElseThrow().items().getFirst();
        String id = row.string("id").orElseThrow();
        assertTrue(row.truth("here") && row.truth("used"), list::out);
        assertTrue(
                CommandRun.with(variables, "bench", "--list").out().contains("0 minutes  this one"),
                "the age and the machine are told");
        CommandRun size = CommandRun.with(variables, "size", "smollm2:135m:Q4_K_M", "-c", "2048");
        String said = size.out().replaceAll("\\s+", " ");
        assertTrue(
                said.contains("is measured, 0 minutes ago; llmfit bench --forget " + id + " drops that."), size::out);
        SchemaCheck.conforms(
                "size",
                CommandRun.with(variables, "size", "smollm2:135m:Q4_K_M", "-c", "2048", "--json")
                        .out());
        CommandRun probe = CommandRun.with(variables, "probe");
        assertTrue(probe.out().contains("Stored   1 measurement of this machine in predictions"), probe::out);
        SchemaCheck.conforms(
                "probe", CommandRun.with(variables, "probe", "--json").out());
        assertEquals(
                2, CommandRun.with(variables, "bench", "--forget", "nonsense").exit());
        CommandRun forgotten = CommandRun.with(variables, "bench", "--forget", id);
        assertEquals(0, forgotten.exit(), forgotten::err);
        assertTrue(forgotten.out().startsWith("Dropped:\n  " + id + "  speed  smollm2-135m  "), forgotten::out);
        CommandRun.with(variables, "bench", "smollm2:135m:Q4_K_M", "-c", "2048", "-p", "512", "-n", "128");
        CommandRun all = CommandRun.with(variables, "bench", "--forget", "--json");
        SchemaCheck.conforms("bench-forget", all.out());
        assertEquals(
                1, Json.parse(all.out()).get("dropped").orElseThrow().items().size());
        assertEquals(
                "Nothing was stored.\n",
                CommandRun.with(variables, "bench", "--forget").out());
    }

    /** A table that another program printed here teaches the formula, once, and names its own kind of model. */
    @Test
    void importsWhatIsPasted() throws IOException {
        Map<String, String> variables =
                Map.of("LLMFIT_DATA_HOME", folder.resolve("data").toString());
        Path table = folder.resolve("table.md");
        Files.writeString(table, """
                | model                  |       size | params | backend | test  |           t/s |
                | ---------------------- | ---------: | -----: | ------- | ----: | ------------: |
                | llama 1B Q4_K - Medium | 762.81 MiB | 1.24 B | CPU     | pp512 | 141.30 ± 2.10 |
                | llama 1B Q4_K - Medium | 762.81 MiB | 1.24 B | CPU     | tg128 |  39.54 ± 0.52 |
                | llama 9B Q4_K - Medium | 762.81 MiB | 9.99 B | CPU     | tg128 |  39.54 ± 0.52 |
                """);
        CommandRun first = CommandRun.with(variables, "bench", "--import", table.toString());
        assertEquals(0, first.exit(), first::err);
        assertTrue(first.out().startsWith("2 measurements added to "), first::out);
        assertTrue(first.out().contains("line 5: no model of the catalogue is 'llama 9B Q4_K - Medium'"), first::out);
        CommandRun again = CommandRun.with(variables, "bench", "--import", table.toString(), "--json");
        SchemaCheck.conforms("bench-transfer", again.out());
        assertEquals(0, Json.parse(again.out()).integer("added").orElseThrow());
        Path exported = folder.resolve("export.jsonl");
        assertEquals(
                0,
                CommandRun.with(variables, "bench", "--export", exported.toString())
                        .exit());
        for (String line : Files.readAllLines(exported)) {
            SchemaCheck.conforms("measurement", line);
        }
        CommandRun size = CommandRun.with(variables, "size", "qwen3:4b", "-c", "2048");
        assertTrue(size.out().contains("basis: calibrated"), size::out);
        CommandRun other = CommandRun.with(variables, "bench", "--import", table.toString(), "qwen3:8b");
        assertEquals(2, other.exit(), other::out);
        assertTrue(other.err().contains("is not that of"), other::err);
    }

    /** What older versions stored of a bad moment must not make this machine look as if nothing ran on it. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void recommendsModelsWhateverIsStored() throws IOException {
        Map<String, String> variables = variables(FakeLlamaCpp.rich());
        assertEquals(0, CommandRun.with(variables, "bench", "--calibrate").exit());
        Path store = folder.resolve("data").resolve("measurements.jsonl");
        List<String> slow = Files.readAllLines(store).stream()
                .map(line -> line.replaceAll("\"samples\":\\[[^]]*\\]", "\"samples\":[0.01,0.01,0.01]"))
                .toList();
        Files.write(store, slow);
        CommandRun run = CommandRun.with(variables, "recommend", "--top", "1");
        assertEquals(0, run.exit(), run::out);
        CommandRun list = CommandRun.with(variables, "bench", "--list", "--json");
        assertTrue(list.out().contains("it cannot be true of this hardware"), list::out);
    }

    /** Nothing is written or started that is predicted not to fit: the machine would end programs of its user. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "verify llama3.1:405b",
                "verify smollm2:135m -c 8m -np 64",
                "verify deepseek-r1:671b -c 4096",
                "bench llama3.1:405b",
                "bench llama3.1:405b -c 512",
                "bench smollm2:135m -d 500000000",
                "bench llama3.1:405b --concurrency 2",
                "bench llama3.1:405b --concurrency 2 -c 1024"
            })
    @DisabledOnOs(OS.WINDOWS)
    void startsNothingThatDoesNotFit(String command) {
        Map<String, String> variables = variables(FakeLlamaCpp.rich());
        CommandRun run = CommandRun.with(variables, command.split(" "));
        assertEquals(3, run.exit(), run::out);
        assertEquals("", run.out());
        assertTrue(run.err().startsWith("llmfit: Not started: "), run::err);
        assertTrue(run.err().contains("--force tries it all the same"), run::err);
        assertTrue(Files.notExists(folder.resolve("data")), "nothing is written");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void takesTheRecommendedLaunchAndSaysSo() {
        CommandRun run = CommandRun.with(variables(FakeLlamaCpp.rich()), "verify", "smollm2:135m");
        String text = run.out().replaceAll("\\s+", " ");
        assertTrue(
                text.contains("Note: no context was named, so the launch is the one that recommend takes here: "),
                run::out);
        assertTrue(text.contains("-c 8192 "), run::out);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void startsAServerToLoadIt() throws IOException {
        String[] command = {"bench", "smollm2:135m", "--concurrency", "2", "-n", "4", "-p", "16"};
        CommandRun text = llamaCpp(command);
        assertEquals(0, text.exit(), text::err);
        assertTrue(
                text.out().startsWith("smollm2-135m · phantom · llama.cpp b11434 · 2 at the same time, 8 answered in "),
                text::out);
        assertTrue(
                text.out().endsWith("Stored in " + folder.resolve("data").resolve("loads.jsonl") + ".\n"), text::out);
        CommandRun embedded =
                CommandRun.of("bench", "smollm2:135m", "--engine", "embedded", "--concurrency", "2", "--json");
        assertEquals(7, embedded.exit());
        assertTrue(embedded.out().contains("\"engine-unsupported\""), embedded::out);
        assertTrue(embedded.out().contains("name one with --server http://127.0.0.1:8080"), embedded::out);
    }

    /** Lines of the store that cannot be read were once left out in silence. */
    @Test
    void saysWhatIsNotExported() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.writeString(data.resolve("measurements.jsonl"), "{damaged\n");
        Map<String, String> variables = Map.of("LLMFIT_DATA_HOME", data.toString());
        String[] command = {"bench", "--export", folder.resolve("out.jsonl").toString()};
        CommandRun text = CommandRun.with(variables, command);
        assertEquals(0, text.exit(), text::err);
        assertTrue(
                text.err()
                        .contains("llmfit: 1 of 1 stored results cannot be read (" + data.resolve("measurements.jsonl")
                                + ")."),
                text::err);
        CommandRun json = CommandRun.with(variables, command[0], command[1], command[2], "--json");
        SchemaCheck.conforms("bench-transfer", json.out());
        assertEquals(
                1, Json.parse(json.out()).get("notes").orElseThrow().items().size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "bench m -r 0                        | '-r 0' is not accepted: use a number of repetitions from 1.",
                "bench m --seconds 0                 | '--seconds 0' is not accepted: use 1 to 86400.",
                "bench m --requests 5                | '--requests' is not accepted without --concurrency.",
                "bench m -p -3                       | '-p', '-n' or '-d' is not accepted: tokens are counted from 0.",
                "bench m -n -3                       | '-p', '-n' or '-d' is not accepted: tokens are counted from 0.",
                "bench m -t 0                        | '-t 0' is not accepted: use a number of threads from 1.",
                "verify m -t 0                       | '-t 0' is not accepted: use a number of threads from 1.",
                "verify m --timeout -1               | '--timeout -1' is not accepted: use 1 to 86400.",
                "bench m --ubatches 0                | '--ubatches' is not accepted: 0 is no batch.",
                "bench m -p 0 -n 0                   | '-p', '-n' or '-d' is not accepted: a bench needs a workload.",
                "bench m -d -1                       | '-p', '-n' or '-d' is not accepted: a workload needs at least one token",
                "bench m --timeout 0                 | '--timeout 0' is not accepted: use 1 to 86400.",
                "bench m --timeout 86401             | '--timeout 86401' is not accepted: use 1 to 86400.",
                "bench m --concurrency 0             | '--concurrency 0' is not accepted: a load test needs at least one request",
                "bench m --concurrency 4 --requests 2 | '--concurrency 4' is not accepted: a load test needs at least one request",
                "bench m --concurrency 2 -n 0        | '--concurrency 2' is not accepted: a request needs at least one token",
                "bench m --concurrency 2 -n 1,2      | With --concurrency -n takes one number. (for example -p 256)",
                "bench m --share no/such/folder      | '--share no/such/folder' cannot be written: it is no file in a folder"
            })
    void whatCannotBeMeantIsRefused(String command, String sentence) {
        CommandRun run = CommandRun.of(command.split(" +", -1));
        assertEquals(2, run.exit(), run::err);
        assertTrue(run.err().contains(sentence), run::err);
    }

    /** Runs a command with a llama.cpp that has memory for batches up to 1,024. */
    private CommandRun llamaCpp(String... command) {
        return CommandRun.with(variables(new FakeLlamaCpp(Integer.MAX_VALUE, 1024, 100, 10, 1)), command);
    }

    private Map<String, String> variables(FakeLlamaCpp engine) {
        return Map.of(
                "LLMFIT_DATA_HOME",
                folder.resolve("data").toString(),
                "LLMFIT_CACHE",
                folder.resolve("cache").toString(),
                "LLMFIT_LLAMA_CPP",
                engine.install(folder.resolve("bin")).toString());
    }

    private static String json(String schemaName, int exitCode, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(arguments));
        command.add("--json");
        CommandRun run = CommandRun.of(command.toArray(String[]::new));
        assertEquals(exitCode, run.exit(), run.out() + run.err());
        SchemaCheck.conforms(schemaName, run.out());
        return run.out();
    }
}
