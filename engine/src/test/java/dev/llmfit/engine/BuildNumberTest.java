package dev.llmfit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.sizing.EngineBuild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The modelled build stands in one place; what people read is made from {@link EngineBuild#NEWEST}. */
class BuildNumberTest {
    @Test
    void noTextNamesTheNewestBuildByHand() throws IOException {
        String number = "b" + EngineBuild.NEWEST.number();
        List<String> typed = new ArrayList<>();
        int files = 0;
        for (Path module : List.of(Path.of("../sizing"), Path.of("../recommend"), Path.of("../engine"))) {
            try (Stream<Path> sources = Files.walk(module.resolve("src/main/java"))) {
                for (Path source :
                        sources.filter(p -> p.toString().endsWith(".java")).toList()) {
                    files++;
                    Files.readAllLines(source).stream()
                            .filter(line -> line.contains(number) && !isComment(line))
                            .forEach(line -> typed.add(source.getFileName() + ": " + line.strip()));
                }
            }
        }
        assertTrue(files > 100, "only " + files + " files were read");
        assertEquals(List.of(), typed);
    }

    private static boolean isComment(String line) {
        String text = line.strip();
        return text.startsWith("*") || text.startsWith("/*") || text.startsWith("//");
    }
}
