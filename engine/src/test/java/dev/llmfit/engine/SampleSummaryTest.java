package dev.llmfit.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SampleSummaryTest {
    @Test
    void computesTheInterval() {
        SampleSummary s = new SampleSummary(List.of(10.0, 12.0, 11.0, 13.0, 9.0));
        assertEquals(11, s.mean());
        assertEquals(11, s.median());
        // s = sqrt(2.5), t(4) = 2.776
        assertEquals(2.776 * Math.sqrt(2.5 / 5) / 11, s.relativeHalfWidth(), 1e-9);
    }

    @Test
    void computesTheIntervalOfTheMedian() {
        // of few samples by their squares: deviations 1, 0, 2 from 10; t(2) = 4.303
        assertEquals(
                4.303 * Math.sqrt(Math.PI / 2) * Math.sqrt(5 / 2.0) / Math.sqrt(3) / 10,
                new SampleSummary(List.of(9.0, 10.0, 12.0)).medianHalfWidth(),
                1e-9);
        // of more by the median deviation, here 1; t(6) = 2.447
        SampleSummary seven = new SampleSummary(List.of(20.0, 21.0, 19.0, 20.0, 22.0, 20.0, 18.0));
        assertEquals(
                2.447 * Math.sqrt(Math.PI / 2) * 1.4826 * 7 / 6.15 / Math.sqrt(7) / 20, seven.medianHalfWidth(), 1e-9);
        SampleSummary lost = new SampleSummary(List.of(20.0, 21.0, 19.0, 20.0, 22.0, 20.0, 2.0));
        assertEquals(seven.medianHalfWidth(), lost.medianHalfWidth(), "one lost turn moves nothing");
        assertEquals(Double.POSITIVE_INFINITY, new SampleSummary(List.of(9.0)).medianHalfWidth());
    }

    @Test
    void knowsWhenEnoughIsMeasured() {
        Repetition r = new Repetition(3, 4, 0.03, Duration.ofSeconds(1), Duration.ofSeconds(1));
        assertFalse(r.settled(new SampleSummary(List.of(10.0, 10.0))));
        assertTrue(r.settled(new SampleSummary(List.of(10.0, 10.01, 10.0))));
        assertFalse(r.settled(new SampleSummary(List.of(10.0, 14.0, 12.0))));
        assertTrue(r.settled(new SampleSummary(List.of(10.0, 14.0, 12.0, 11.0))));
    }

    @Test
    void refusesWhatIsNoSpeed() {
        assertThrows(IllegalArgumentException.class, () -> new SampleSummary(List.of()));
        assertThrows(IllegalArgumentException.class, () -> new SampleSummary(List.of(1.0, 0.0)));
        assertThrows(IllegalArgumentException.class, () -> new SampleSummary(List.of(Double.NaN)));
    }

    @Test
    void doubtsTimingsThatTheClockContradicts() {
        ServerTiming honest = new ServerTiming(100, 0.5, 50, 1.0);
        assertEquals(honest, honest.checked("x", 1.5));
        assertThrows(EngineException.class, () -> honest.checked("x", 1.0));
        assertThrows(EngineException.class, () -> new ServerTiming(1, 0, 0, 1).checked("x", 9));
        assertThrows(EngineException.class, () -> new ServerTiming(1, 0, 5, Double.NaN).checked("x", 9));
    }
}
