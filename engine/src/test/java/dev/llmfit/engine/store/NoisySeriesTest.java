package dev.llmfit.engine.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.engine.MachineLoad;
import dev.llmfit.engine.SampleSummary;
import dev.llmfit.engine.SpeedReading;
import dev.llmfit.engine.Workload;
import dev.llmfit.sizing.speed.CalibrationReading;
import dev.llmfit.sizing.speed.SpeedParts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Recorded speeds of a machine whose host is shared tell something; those of a busy one do not. */
class NoisySeriesTest {
    private static final MachineLoad QUIET = new MachineLoad(0.2, 2);

    /** A series as it was recorded. */
    private record Series(String kind, String test, List<Double> samples) {
        SpeedReading from(int start, int count) {
            Workload workload = new Workload(
                    test.startsWith("pp") ? Workload.Phase.PP : Workload.Phase.TG,
                    Integer.parseInt(test.substring(2)),
                    0);
            return new SpeedReading(
                    workload, new SampleSummary(samples.subList(start, start + count)), SpeedReading.Clock.ENGINE);
        }
    }

    private static List<Series> series(String kind) {
        try (var in = Objects.requireNonNull(NoisySeriesTest.class.getResourceAsStream("noisy-series.csv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(kind + ","))
                    .map(line -> line.split(","))
                    .map(f -> new Series(
                            f[0],
                            f[2],
                            Arrays.stream(f[3].split(" ")).map(Double::valueOf).toList()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<SpeedReading> kept(List<SpeedReading> readings) {
        return Keeping.calibration(QUIET, readings, r -> Optional.empty()).kept();
    }

    /** Single samples lie up to a third apart. By the interval of a mean that outranks the formula hardly any would be kept. */
    @Test
    void aSharedMachineCanBeCalibrated() {
        List<SpeedReading> three =
                series("shared").stream().map(s -> s.from(0, 3)).toList();
        List<SpeedReading> five =
                series("shared").stream().map(s -> s.from(0, 5)).toList();
        assertEquals(24, five.size());
        assertEquals(24, kept(five).size());
        assertEquals(21, kept(three).size());
        assertEquals(2, Keeping.of(QUIET, three, r -> Optional.empty()).kept().size());
    }

    /** The interval of three samples holds what five say. */
    @Test
    void theIntervalTellsHowWellTheMedianIsKnown() {
        long inside = series("shared").stream()
                .filter(s -> {
                    SampleSummary few = s.from(0, 3).samples();
                    double apart = Math.abs(s.from(0, 5).samples().median() / few.median() - 1);
                    return apart <= few.medianHalfWidth();
                })
                .count();
        assertTrue(inside >= 22, () -> inside + " of 24");
    }

    @Test
    void aBusyMachineIsRefused() {
        Series busy = series("busy").getFirst();
        for (int i = 0; i + 3 <= busy.samples().size(); i += 3) {
            assertFalse(Keeping.tells(busy.from(i, 3)), "from sample " + i);
        }
        List<SpeedReading> steady = List.of(series("shared").getFirst().from(0, 5));
        Keeping.Verdict verdict = Keeping.calibration(new MachineLoad(5, 2), steady, r -> Optional.empty());
        assertEquals(List.of(), verdict.kept());
        assertTrue(verdict.reasons().getFirst().startsWith("the machine was busy"), verdict::toString);
    }

    @Test
    void aReadingHasTheErrorOfItsMedian() {
        SpeedParts predicted = new SpeedParts(SpeedParts.Place.HOST, 0, Map.of("k4", 0.05));
        SpeedReading measured = series("shared").getFirst().from(0, 5);
        CalibrationReading reading = StoredCalibration.reading(measured, predicted);
        assertEquals(128 / measured.samples().median(), reading.seconds(), 1e-12);
        assertEquals(measured.samples().medianHalfWidth() / 1.96, reading.error(), 1e-12);
        assertEquals(
                0.10,
                StoredCalibration.reading(series("shared").getFirst().from(0, 1), predicted)
                        .error());
    }
}
