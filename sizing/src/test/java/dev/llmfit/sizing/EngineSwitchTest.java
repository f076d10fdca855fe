package dev.llmfit.sizing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The list of changes and that of releases: in order, dated, with a source. */
class EngineSwitchTest {
    @Test
    void switchesAreInTheOrderOfBuildsAndDays() {
        List<EngineSwitch> listed = List.of(EngineSwitch.values());
        assertEquals(
                listed.stream()
                        .sorted(Comparator.comparingInt(EngineSwitch::first))
                        .toList(),
                listed);
        List<LocalDate> days = listed.stream().map(EngineSwitch::date).toList();
        assertEquals(days.stream().sorted().toList(), days);
    }

    @ParameterizedTest
    @EnumSource(EngineSwitch.class)
    void eachIsBetweenTwoBuildsAndSourced(EngineSwitch change) {
        EngineSwitch.Between between = change.between();
        assertTrue(between.without() < change.first() && change.first() <= between.with(), change.id());
        assertFalse(between.exact() && change.first() != between.with(), change.id());
        assertTrue(between.with() <= EngineBuild.NEWEST.number(), change.id());
        assertFalse(change.source().isBlank());
        assertFalse(change.effect().isBlank() || change.effect().endsWith("."), change.effect());
        between.pull().ifPresent(pull -> assertTrue(pull > 10_000, change.id()));
    }

    @Test
    void releasesAreInTheOrderOfBuildsAndDays() {
        List<EngineRelease> listed = List.of(EngineRelease.values());
        assertEquals(
                listed.stream()
                        .sorted(Comparator.comparingInt(EngineRelease::build))
                        .toList(),
                listed);
        List<LocalDate> days = listed.stream().map(EngineRelease::date).toList();
        assertEquals(days.stream().sorted().toList(), days);
    }

    @ParameterizedTest
    @EnumSource(EngineRelease.class)
    void eachReleaseIsReadAndSourced(EngineRelease release) {
        assertEquals(release.build(), EngineBuild.parse(release.version()).number());
        assertFalse(release.source().isBlank());
        assertEquals(
                release.counted() == EngineRelease.Counted.ABOUT,
                EngineBuild.parse(release.version()).name().equals(release.version()));
    }

    @Test
    void aBuildInsideIsUndecidedAndOneAtTheEdgeIsNot() {
        EngineSwitch change = EngineSwitch.CONVERTS_CACHES_ON_CUDA;
        assertEquals(
                List.of(false, true, true, false),
                Arrays.asList(
                        change.isUndecidedFor(10_867),
                        change.isUndecidedFor(10_868),
                        change.isUndecidedFor(10_877),
                        change.isUndecidedFor(10_878)));
    }
}
