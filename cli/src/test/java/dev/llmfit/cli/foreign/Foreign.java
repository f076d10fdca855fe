package dev.llmfit.cli.foreign;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.cli.CommandRun;
import dev.llmfit.fixtures.ForeignReader;
import dev.llmfit.fixtures.RecordedLogs;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What the readers of foreign input share: seeds, a user without programs and network, and what a refusal is. */
final class Foreign {
    /** Each exit code but 1. */
    static final Predicate<Throwable> CONTRACT = t -> Refusal.of(t).kind() != Refusal.Kind.INTERNAL;

    /** A parser of what tools print throws nothing. */
    static final Predicate<Throwable> NEVER = t -> false;

    static final Path PROJECT = Path.of("..");
    static final Path FIXTURES = PROJECT.resolve("test-fixtures/src/main/resources/dev/llmfit/fixtures");

    private Foreign() {}

    static ForeignReader reader(String name, List<byte[]> seeds, ForeignReader.Reading reading) {
        return new ForeignReader(name, seeds, reading, CONTRACT);
    }

    static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static List<byte[]> texts(String... texts) {
        return Arrays.stream(texts).map(Foreign::bytes).toList();
    }

    /** Returns the files of a folder whose names match, those below it too; large ones are left out. */
    static List<byte[]> files(Path folder, String names) {
        try (Stream<Path> all = Files.walk(folder)) {
            List<byte[]> files = new ArrayList<>();
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                if (file.getFileName().toString().matches(names) && Files.size(file) < (32 << 10)) {
                    files.add(Files.readAllBytes(file));
                }
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<byte[]> logs() {
        return RecordedLogs.names().stream()
                .map(name -> bytes(String.join("\n", RecordedLogs.lines(name))))
                .filter(log -> log.length < (32 << 10))
                .toList();
    }

    /** Returns the settings of a user whose home is this folder, without programs and without a network. */
    static Settings settings(Path home) {
        Map<String, String> variables = Map.of("HOME", home.toString(), "PATH", "");
        return new Settings(
                Environment.ofProcess().withVariables(variables).withHome(home),
                true,
                CommandRun.QUIET,
                CommandRun.TODAY);
    }

    static Workbench bench(Path home) {
        return Workbench.of(settings(home));
    }
}
