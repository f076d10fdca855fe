package dev.llmfit.cli.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.cli.Main;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code recommend --verify} with an engine that never gets its memory. */
@DisabledOnOs(OS.WINDOWS)
class FailedLaunchTest {
    private static final String SCRIPT = """
            #!/bin/sh
            case "$1" in
            --version) echo "version: 11434 (fake)" >&2; exit 0 ;;
            --help) echo "-fit, -lv, --load-mode on|off|auto"; exit 0 ;;
            esac
            echo "ggml_backend_cpu_buffer_type_alloc_buffer: failed to allocate buffer of size 123456789" >&2
            exit 1
            """;
    private static final Pattern NEEDED = Pattern.compile("\"needed_bytes\":([0-9]+)");

    @TempDir
    private Path folder;

    private Path program;

    @BeforeEach
    void install() throws IOException {
        program = Files.writeString(Files.createDirectory(folder.resolve("bin")).resolve("llama-server"), SCRIPT);
        assertTrue(program.toFile().setExecutable(true));
    }

    @Test
    void eachTryIsRecommendedBelowTheOneThatFailed() throws Exception {
        String out =
                run(7, "recommend", "-m", "smollm2:135m", "--quant", "Q4_K_M", "--verify", "--emit", "llama-server");
        assertTrue(out.contains("could not get its memory"), out);
        List<String> lessons = Files.readAllLines(folder.resolve("data").resolve("lessons.jsonl"));
        assertEquals(4, lessons.size(), () -> lessons.toString());
        List<Long> needed = new ArrayList<>();
        for (String lesson : lessons) {
            Matcher m = NEEDED.matcher(lesson);
            assertTrue(m.find(), lesson);
            needed.add(Long.parseLong(m.group(1)));
        }
        for (int i = 1; i < needed.size(); i++) {
            assertTrue(needed.get(i) <= needed.get(i - 1) * 15 / 16, () -> "not below the last one: " + needed);
        }
    }

    @Test
    void verifyRemembersUnlessToldOtherwise() throws Exception {
        run(7, "verify", "smollm2:135m", "-c", "2048", "-ngl", "0", "--no-store");
        assertTrue(Files.notExists(folder.resolve("data").resolve("lessons.jsonl")));
        run(7, "verify", "smollm2:135m", "-c", "2048", "-ngl", "0");
        assertEquals(
                1,
                Files.readAllLines(folder.resolve("data").resolve("lessons.jsonl"))
                        .size());
    }

    private String run(int code, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LLMFIT_DATA_HOME", folder.resolve("data").toString());
        builder.environment().put("LLMFIT_LLAMA_CPP", program.toString());
        Process jvm = builder.start();
        String out = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(jvm.waitFor(60, TimeUnit.SECONDS), out);
        assertEquals(code, jvm.exitValue(), out);
        return out;
    }
}
