package dev.llmfit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The measuring programs in bench are compiled when they are run, so nothing but this test sees a class that was moved. */
class BenchTest {
    @TempDir
    private Path out;

    @Test
    void measuringProgramsCompile() throws IOException {
        List<Path> programs;
        try (Stream<Path> files = Files.walk(Path.of("..", "bench"))) {
            programs = files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
        assertFalse(programs.isEmpty());
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of("-proc:none", "-d", out.toString());
            compiler.getTask(said, manager, null, options, null, manager.getJavaFileObjectsFromPaths(programs))
                    .call();
        }
        assertEquals("", said.toString());
    }
}
