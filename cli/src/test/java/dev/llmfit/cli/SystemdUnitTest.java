package dev.llmfit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.llmfit.cli.commands.ServeCommand;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.cli.shell.TerminalStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The units of systemd that packages bring. */
@Timeout(120)
class SystemdUnitTest {
    private static final String START = "ExecStart=/usr/bin/llmfit serve ";

    private static String unit(String manager) throws IOException {
        return Files.readString(Path.of("..", "dist", "systemd", manager, "llmfit.service"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"system", "user"})
    void theyStartTheServerWithOptionsThatItHas(String manager) throws IOException {
        String line = unit(manager)
                .lines()
                .filter(l -> l.startsWith(START))
                .findFirst()
                .orElseThrow();
        TerminalStream none = new TerminalStream(OutputStream.nullOutputStream(), false);
        Shell shell = new Shell(new Console(none, none, 100, false), CommandRun.bench());
        CommandLine.ParseResult parsed = new CommandLine(new ServeCommand(shell))
                .parseArgs(line.substring(START.length()).split(" "));
        assertTrue(parsed.hasMatchedOption("--port"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"system", "user"})
    void systemdTakesThem(String manager, @TempDir Path folder) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "no systemd here");
        Path written = folder.resolve("llmfit.service");
        Files.writeString(written, unit(manager).replace("/usr/bin/llmfit", "/bin/true")); // it need not be installed
        Path output = folder.resolve("output");
        ProcessBuilder verifying = new ProcessBuilder(
                        List.of("/usr/bin/systemd-analyze", "--" + manager, "--man=no", "verify", written.toString()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        verifying.environment().put("XDG_RUNTIME_DIR", folder.toString());
        Process verify = verifying.start();
        try {
            assertTrue(verify.waitFor(60, TimeUnit.SECONDS));
            String said = Files.readString(output, StandardCharsets.UTF_8);
            assertFalse(said.contains("llmfit.service"), said);
            assertEquals(0, verify.exitValue(), said);
        } finally {
            verify.destroyForcibly();
        }
    }
}
