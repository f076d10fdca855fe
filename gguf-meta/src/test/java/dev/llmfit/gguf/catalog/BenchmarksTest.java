package dev.llmfit.gguf.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.gguf.catalog.BenchmarkSource.MeasuredBy;
import java.net.URI;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the table of benchmark results against the catalogue and against itself. */
class BenchmarksTest {
    private static final List<BenchmarkFigure> ALL = Benchmarks.all();

    @Test
    void everyModelIsInTheCatalogue() {
        Set<String> ids =
                Catalogue.bundled().summaries().stream().map(ModelSummary::id).collect(Collectors.toSet());
        assertEquals(
                List.of(),
                ALL.stream()
                        .map(BenchmarkFigure::model)
                        .filter(id -> !ids.contains(id))
                        .toList());
    }

    @Test
    void everyValueIsWithinItsScale() {
        assertEquals(
                List.of(),
                ALL.stream()
                        .filter(f -> !(f.value() >= f.kind().lowest()
                                && f.value() <= f.kind().highest()))
                        .toList());
    }

    @Test
    void everySourceHasAnAddressAndADate() {
        for (BenchmarkFigure figure : ALL) {
            URI address = URI.create(figure.source().address());
            assertEquals("https", address.getScheme(), figure.toString());
            assertFalse(Objects.requireNonNullElse(address.getHost(), "").isEmpty(), figure.toString());
            assertTrue(LocalDate.parse(figure.source().date()).getYear() >= 2023, figure.toString());
            assertFalse(figure.nameAtSource().isEmpty(), figure.toString());
        }
    }

    /** A file on GitHub is named with the commit that was read, so that the figure can be found again. */
    @Test
    void filesOfLeaderboardsAreNamedWithTheirRevision() {
        assertEquals(
                List.of(),
                ALL.stream()
                        .map(BenchmarkFigure::source)
                        .filter(s -> s.measuredBy() == MeasuredBy.LEADERBOARD)
                        .map(BenchmarkSource::address)
                        .filter(a -> !a.matches("https://github\\.com/[^/]+/[^/]+/(blob|tree)/[0-9a-f]{40}/.+"))
                        .distinct()
                        .toList());
    }

    @Test
    void noResultStandsTwice() {
        Set<List<Object>> seen = new HashSet<>();
        for (BenchmarkFigure f : ALL) {
            List<Object> key = List.of(
                    f.model(), f.kind().id(), f.mode(), f.setting(), f.source().id());
            assertTrue(seen.add(key), f.toString());
        }
    }

    @Test
    void figuresOfOneModelAreThoseOfTheWholeTable() {
        Set<String> models = ALL.stream().map(BenchmarkFigure::model).collect(Collectors.toSet());
        int sum = 0;
        for (String model : models) {
            sum += Benchmarks.of(model).size();
        }
        assertEquals(ALL.size(), sum);
        assertTrue(models.size() >= 250, models.size() + " models");
    }

    @Test
    void anUnknownModelHasNone() {
        assertEquals(List.of(), Benchmarks.of("no-such-model"));
        assertEquals(List.of(), Benchmarks.of(""));
    }

    @Test
    void everyBenchmarkIsUsed() {
        Set<BenchmarkKind> used = ALL.stream().map(BenchmarkFigure::kind).collect(Collectors.toSet());
        assertEquals(
                List.of(),
                Benchmarks.kinds().stream().filter(k -> !used.contains(k)).toList());
    }
}
