package dev.llmfit.sizing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The page of engine builds has every change and every release; LLMFIT_GOLDEN=write renews its tables. */
class EngineBuildPageTest {
    private static final Path PAGE = Path.of("../docs/engine-builds.md");

    @Test
    void hasEveryChangeAndRelease() throws IOException {
        String page = Files.readString(PAGE);
        String expected =
                replaced(replaced(replaced(page, "switches", switches()), "gaps", gaps()), "releases", releases());
        if ("write".equals(System.getenv("LLMFIT_GOLDEN"))) {
            Files.writeString(PAGE, expected);
        } else {
            assertEquals(expected, page, "LLMFIT_GOLDEN=write renews it");
        }
    }

    private static List<String> switches() {
        List<String> rows = new ArrayList<>(List.of(
                "| from | day | without … with | pull request | change | seen in |", "|---|---|---|---|---|---|"));
        for (EngineSwitch s : EngineSwitch.values()) {
            EngineSwitch.Between between = s.between();
            rows.add(String.format(
                    Locale.ROOT,
                    "| b%d | %s | %sb%d … b%d | %s | `%s`: %s | %s |",
                    s.first(),
                    s.date(),
                    between.exact() ? "" : "bounded: ",
                    between.without(),
                    between.with(),
                    pull(between.pull()),
                    s.id(),
                    s.effect(),
                    s.source()));
        }
        return rows;
    }

    private static List<String> gaps() {
        List<String> rows = new ArrayList<>(List.of("| before | day | change | seen in |", "|---|---|---|---|"));
        for (EngineGap g : EngineGap.values()) {
            rows.add(String.format(
                    Locale.ROOT, "| b%d | %s | `%s`: %s | %s |", g.with(), g.date(), g.id(), g.effect(), g.source()));
        }
        return rows;
    }

    private static List<String> releases() {
        List<String> rows = new ArrayList<>(List.of("| release | day | build | known from |", "|---|---|---|---|"));
        for (EngineRelease r : EngineRelease.values()) {
            String about = r.counted() == EngineRelease.Counted.ABOUT ? "about " : "";
            rows.add("| " + r.version() + " | " + r.date() + " | " + about + "b" + r.build() + " | " + r.source()
                    + " |");
        }
        return rows;
    }

    private static String pull(OptionalInt number) {
        return number.isPresent() ? "#" + number.getAsInt() : "";
    }

    private static String replaced(String page, String table, List<String> rows) {
        String start = "<!-- " + table + " -->\n";
        String end = "<!-- end -->";
        int from = page.indexOf(start) + start.length();
        assertEquals(1, Arrays.stream(page.split(start, -1)).count() - 1, "one table of " + table);
        return page.substring(0, from) + String.join("\n", rows) + "\n" + page.substring(page.indexOf(end, from));
    }
}
