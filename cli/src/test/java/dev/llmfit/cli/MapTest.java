package dev.llmfit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the map in CONTRIBUTING against the tree: a line for every package, and no line for what is gone. */
class MapTest {
    private static final Path ROOT = Path.of("..");
    private static final String SOURCES = "/src/main/java/dev/llmfit/";
    private static final String PACKAGE_INFO = "/package-info.java";
    private static final Pattern LINE = Pattern.compile("\\| `(?<place>[^`]+)` \\| (?<purpose>.*) \\|");

    @Test
    void everyPackageHasALine() throws IOException {
        List<String> places = map().map(line -> line.group("place")).toList();
        List<String> missing = packages().stream()
                .filter(place -> !places.contains(place))
                .map(place -> "| `" + place + "` | to … |")
                .toList();
        assertEquals(
                List.of(), missing, "Add these lines to the map in CONTRIBUTING.md, each with what to come there for");
    }

    @Test
    void everyLineHasItsPlace() throws IOException {
        List<String> packages = packages();
        List<String> gone = map().filter(line -> !isPlace(line.group("place"), packages))
                .map(Matcher::group)
                .toList();
        assertEquals(List.of(), gone, "Remove these lines from the map in CONTRIBUTING.md, or name the new place");
    }

    @Test
    void everyLineSaysWhatToComeFor() throws IOException {
        List<String> empty = map().filter(line -> !line.group("purpose").matches(".*\\w{3}.*"))
                .map(Matcher::group)
                .toList();
        assertEquals(List.of(), empty, "Say in the map in CONTRIBUTING.md what to come there for");
    }

    @Test
    void aPlaceStandsOnce() throws IOException {
        List<String> places = map().map(line -> line.group("place")).toList();
        assertEquals(places.stream().distinct().toList(), places);
        assertTrue(places.size() > packages().size());
    }

    private static boolean isPlace(String place, List<String> packages) {
        return place.contains("…") ? packages.contains(place) : Files.exists(ROOT.resolve(place));
    }

    /** Returns the lines of the map, which is the table between its heading and the next blank line after it. */
    private static Stream<Matcher> map() throws IOException {
        return Files.readAllLines(ROOT.resolve("CONTRIBUTING.md")).stream()
                .dropWhile(line -> !line.startsWith("## Map"))
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .map(LINE::matcher)
                .filter(Matcher::matches);
    }

    /** Returns packages as the map writes them: {@code gguf-meta/…/gguf/quant}. */
    private static List<String> packages() throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return modules.map(module -> module.resolve("src/main/java/dev/llmfit"))
                    .filter(Files::isDirectory)
                    .flatMap(MapTest::packagesOf)
                    .sorted()
                    .toList();
        }
    }

    private static Stream<String> packagesOf(Path sources) {
        try (Stream<Path> files = Files.walk(sources)) {
            return files
                    .map(file -> ROOT.relativize(file).toString().replace('\\', '/'))
                    .filter(file -> file.endsWith(PACKAGE_INFO))
                    .map(file -> file.substring(0, file.length() - PACKAGE_INFO.length()))
                    .map(file -> file.replace(SOURCES, "/…/"))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
