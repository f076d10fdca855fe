package dev.llmfit.sizing.mlx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Peaks that people measured on Macs. */
class MlxPeakTest {
    private static final Pattern AFFINE = Pattern.compile("(\\d+) bit(?: group (\\d+))?.*");

    /** A published peak beside the estimate, in bytes. */
    private record Peak(String what, double published, MlxPeak estimated) {
        boolean isWithin(double share) {
            return Math.abs(estimated.mid() / published - 1) < share;
        }
    }

    private static List<Peak> peaks() {
        return MlxRows.all().stream()
                .filter(row -> !row.isOfClasses() && !row.model().isEmpty() && row.isCache())
                .filter(row -> row.expect().number("peak_memory_gb").isPresent())
                .filter(row -> !row.launch().string("kv").orElse("").contains("turboquant"))
                .map(MlxPeakTest::peak)
                .toList();
    }

    private static Peak peak(MlxRows.Row row) {
        Matcher affine = AFFINE.matcher(row.launch().string("quantization").orElseThrow());
        Optional<MlxQuantization> way = affine.matches()
                ? Optional.of(new MlxQuantization.Affine(
                        Integer.parseInt(affine.group(1)),
                        Optional.ofNullable(affine.group(2))
                                .map(Integer::parseInt)
                                .orElse(64)))
                : Optional.empty();
        MlxLaunch given = row.read();
        MlxLaunch launch = new MlxLaunch(
                way,
                given.promptTokens(),
                given.generatedTokens(),
                MlxLaunch.DEFAULT_STEP,
                OptionalInt.empty(),
                MlxLaunch.DEFAULT_KV_GROUP,
                MlxLaunch.DEFAULT_QUANTIZED_START,
                OptionalLong.empty());
        MlxMemory memory = row.memory();
        MlxPeak estimated = memory.peak(memory.weights(way), memory.cache(launch), launch);
        double published = row.expect().number("peak_memory_gb").orElseThrow() * 1e9;
        return new Peak(row.model() + " " + row.launch(), published, estimated);
    }

    @Test
    void fifteenOfEighteenPublicPeaksAreWithinFivePercent() {
        List<Peak> peaks = peaks();
        assertEquals(18, peaks.size());
        List<String> far =
                peaks.stream().filter(p -> !p.isWithin(0.05)).map(Peak::what).toList();
        assertTrue(far.size() <= 3, () -> "far: " + far);
    }

    @Test
    void rangesHoldThePeaksOfQuantizationsThatAreNotMixedPerLayer() {
        List<String> outside = peaks().stream()
                .filter(p -> !p.what().contains("dynamic"))
                .filter(p -> p.published() < p.estimated().low()
                        || p.published() > p.estimated().high())
                .map(p -> p.what() + " " + p.published() + " not in " + p.estimated())
                .toList();
        assertEquals(List.of(), outside);
    }
}
