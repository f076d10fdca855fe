package dev.llmfit.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.CommandRun;
import dev.llmfit.cli.Main;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server as a process: its address, its end. */
class ServeCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private ProcessBuilder starting(String... options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve",
                "--port",
                "0"));
        command.addAll(List.of(options));
        ProcessBuilder starting = new ProcessBuilder(command);
        starting.environment().put("LLMFIT_DATA_HOME", folder.resolve("data").toString());
        starting.environment().put("XDG_CONFIG_HOME", folder.resolve("config").toString());
        starting.redirectError(ProcessBuilder.Redirect.DISCARD);
        return starting;
    }

    /** The token of a file is known to whoever may read it, and stays out of journals. */
    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aTokenThatIsKeptIsNotPrinted() throws Exception {
        Path file = folder.resolve("token");
        Process serving =
                starting("--allow-run", "--token-file", file.toString()).start();
        try (BufferedReader out = serving.inputReader()) {
            String address = out.readLine();
            assertTrue(address.matches("http://127\\.0\\.0\\.1:[0-9]+/"), address);
            assertTrue(Files.size(file) > 0);
        } finally {
            serving.destroyForcibly();
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void itTellsItsAddressAndEndsWhenToldTo() throws Exception {
        Process serving = starting().start();
        try (BufferedReader out = serving.inputReader();
                HttpClient client = HttpClient.newHttpClient()) {
            String address = out.readLine();
            assertTrue(address.matches("http://127\\.0\\.0\\.1:[0-9]+/"), address);
            HttpRequest health =
                    HttpRequest.newBuilder(URI.create(address + "healthz")).build();
            assertEquals(
                    "ok\n",
                    client.send(health, HttpResponse.BodyHandlers.ofString()).body());
            serving.destroy(); // SIGTERM
            assertTrue(serving.waitFor(60, TimeUnit.SECONDS));
            assertEquals(0, serving.exitValue());
        } finally {
            serving.destroyForcibly();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--port 70000, --port is 70000",
        "--bind example.org, --bind: 'example.org' is no address",
        "--cors example.org, --cors: 'example.org' is no origin",
        "--cors https://a.example/path, is no origin",
        "--embed-origin *, is no origin",
        "--token-file t, --token-file is of use with --bind or --allow-run only",
        "--log xml, '--log is ''xml'', expected json'",
        "--json, goes with questions"
    })
    void whatCannotBeIsRefused(String options, String sentence) {
        CommandRun run = CommandRun.of(("serve " + options).split(" "));
        assertEquals(2, run.exit(), run.err());
        assertTrue(run.err().contains(sentence), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
    }
}
