package dev.llmfit.probe;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Builds stand-ins for vendors' libraries; the test is skipped where there is no C compiler. */
public final class NativeStub {
    private NativeStub() {}

    /** Compiles a source of the fixtures into a library of this name. */
    public static Path build(Path folder, String source, String library, String... defines) throws Exception {
        Path file = folder.resolve(library);
        Files.createDirectories(folder);
        Path code = folder.resolve("stub.c");
        try (InputStream in = NativeStub.class.getResourceAsStream("/dev/llmfit/fixtures/" + source)) {
            Files.write(code, in.readAllBytes());
        }
        List<String> command = new ArrayList<>(List.of("gcc", "-shared", "-fPIC"));
        command.addAll(List.of(defines));
        command.addAll(List.of("-o", file.toString(), code.toString()));
        assumeTrue(compiled(command), "gcc is needed to build " + library);
        return file;
    }

    private static boolean compiled(List<String> command) throws InterruptedException {
        try {
            Process gcc = new ProcessBuilder(command).inheritIO().start();
            return gcc.waitFor(60, TimeUnit.SECONDS) && gcc.exitValue() == 0;
        } catch (IOException e) {
            return false; // no compiler here
        }
    }
}
