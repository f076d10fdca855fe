package dev.llmfit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the pages in docs and in the root: prose of 100 columns, so that changes can be read, and tests that exist. */
class DocsTest {
    private static final Path ROOT = Path.of("..");
    private static final int COLUMNS = 100;

    /** Folders from the root to the deepest test: module, src/test/java, dev/llmfit, two packages, the file. */
    private static final int TEST_DEPTH = 12;

    private static final Pattern TEST_NAME = Pattern.compile("`(\\w+Test)`");

    @Test
    void proseIsAtMostAHundredColumnsWide() throws IOException {
        List<String> wide = new ArrayList<>();
        for (Path page : pages()) {
            wide.addAll(wideLines(page));
        }
        assertEquals(List.of(), wide, "wrap these pages: docs/wrap FILE");
    }

    @Test
    void howToPagesEndInTestsThatExist() throws IOException {
        Set<String> tests = testClasses();
        List<String> wrong = new ArrayList<>();
        for (Path page : pages()) {
            if (!page.startsWith(ROOT.resolve("docs/howto")) || page.endsWith("README.md")) {
                continue;
            }
            List<String> named = TEST_NAME
                    .matcher(Files.readString(page))
                    .results()
                    .map(found -> found.group(1))
                    .toList();
            if (named.isEmpty() || !tests.containsAll(named)) {
                wrong.add(ROOT.relativize(page) + " names " + named);
            }
        }
        assertEquals(List.of(), wrong);
    }

    private static Set<String> testClasses() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT, TEST_DEPTH)) {
            return files.map(Path::toString)
                    .filter(name -> name.contains("src" + File.separator + "test") && name.endsWith("Test.java"))
                    .map(name ->
                            name.substring(name.lastIndexOf(File.separatorChar) + 1, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> root = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            Stream.concat(root, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .forEach(pages::add);
        }
        assertTrue(pages.size() > 20, () -> "pages: " + pages);
        return pages;
    }

    private static List<String> wideLines(Path page) throws IOException {
        List<String> wide = new ArrayList<>();
        boolean code = false;
        int number = 0;
        for (String line : Files.readAllLines(page)) {
            number++;
            if (line.strip().startsWith("```")) {
                code = !code;
            } else if (!code && !mayBeWide(line) && line.codePointCount(0, line.length()) > COLUMNS) {
                wide.add(ROOT.relativize(page) + ":" + number);
            }
        }
        return wide;
    }

    /** Tables and addresses cannot be wrapped. */
    private static boolean mayBeWide(String line) {
        return line.startsWith("|") || line.contains("://");
    }
}
