package dev.llmfit.sizing.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Predictions of rows that the constants have not seen. {@code bench/speed-fit/run --cv} fitted them without one fold of the threads (sources
 * and models; of older rows the configurations), and without one fold of the hardware ids; {@code docs/accuracy.md} has the errors on all
 * folds. The goals are a little wider than what these two folds give: they hold the formulas and the fit, not the noise of one fold. Each
 * configuration has one vote.
 */
class KeptAsideTest {
    private static final String FOLDER = "/dev/llmfit/fixtures/speed/";

    @ParameterizedTest(name = "{0}, {1}: median {2}, {3} within 15 %, {4} within 30 %, {5} in the range")
    @CsvSource({
        // split, test, largest median error, least share within 15 % and 30 %, least share inside the stated range
        "threads, tg, 0.18, 0.45, 0.70, 0.70",
        "threads, pp, 0.22, 0.38, 0.62, 0.70",
        "hardware, tg, 0.24, 0.40, 0.60, 0.70",
        // 47 of the 52 votes of this fold are of an R9700 and an M2 Ultra; all folds together have 66 % within 30 %
        "hardware, pp, 0.40, 0.15, 0.25, 0.65",
    })
    void rowsThatWereNotFittedArePredictedThisWell(
            String split, String test, double median, double within15, double within30, double inside) {
        SpeedModel model = SpeedModel.with(SpeedConstants.of(text("speed-aside-" + split + ".csv")));
        Set<String> aside = lines("speed-aside-" + split + ".txt").skip(2).collect(Collectors.toSet());
        Map<String, List<Double>> votes = new HashMap<>();
        Map<String, List<Double>> holds = new HashMap<>();
        for (MeasuredRow row : MeasuredRow.everything()) {
            if (aside.contains(row.text("id")) && row.text("test").startsWith(test) && row.isFitted()) {
                SpeedEstimate e = model.predict(row.request(row.work().orElseThrow()));
                SpeedRange range = row.isGeneration() ? e.tg() : e.pp();
                double measured = row.number("tok_s");
                votes.computeIfAbsent(row.configuration(), key -> new ArrayList<>())
                        .add(range.mid() / measured);
                holds.computeIfAbsent(row.configuration(), key -> new ArrayList<>())
                        .add(range.low() <= measured && measured <= range.high() ? 1.0 : 0.0);
            }
        }
        List<Double> errors = votes.values().stream()
                .map(v -> Math.abs(middle(v) - 1))
                .sorted()
                .toList();
        double held = holds.values().stream()
                .mapToDouble(v -> v.stream().mapToDouble(x -> x).average().orElseThrow())
                .average()
                .orElseThrow();
        String found = String.format(
                "%s %s: %d votes, median %.3f, %.2f within 15 %%, %.2f within 30 %%, %.2f in the range",
                split,
                test,
                errors.size(),
                errors.get(errors.size() / 2),
                share(errors, 0.15),
                share(errors, 0.30),
                held);
        assertTrue(errors.size() >= 12, found);
        assertTrue(errors.get(errors.size() / 2) <= median, found);
        assertTrue(share(errors, 0.15) >= within15, found);
        assertTrue(share(errors, 0.30) >= within30, found);
        assertTrue(held >= inside, found);
    }

    private static double middle(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static double share(List<Double> errors, double most) {
        return (double) errors.stream().filter(e -> e <= most).count() / errors.size();
    }

    /** Other rows or scripts need another fit, and constants are not edited by hand: run {@code bench/speed-fit/run --cv}. */
    @ParameterizedTest
    @ValueSource(strings = {"threads", "hardware"})
    void theConstantsAreThoseThatTheseRowsAndScriptsGive(String split) throws NoSuchAlgorithmException, IOException {
        MessageDigest inputs = MessageDigest.getInstance("SHA-256");
        inputs.update(bytes("speed-rows.csv"));
        inputs.update(bytes("modern-rows.csv"));
        for (String script : List.of("effects.py", "fit.py", "model.py", "rows.py", "tables.py")) {
            inputs.update(Files.readAllBytes(Path.of("..", "bench", "speed-fit", script)));
        }
        MessageDigest constants = MessageDigest.getInstance("SHA-256");
        try (InputStream in = Objects.requireNonNull(SpeedConstants.class.getResourceAsStream("speed-constants.csv"))) {
            constants.update(in.readAllBytes());
        }
        assertEquals(
                List.of(hex(inputs), hex(constants)),
                lines("speed-aside-" + split + ".txt").limit(2).toList());
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
    }

    private static Stream<String> lines(String file) {
        return text(file).lines().filter(line -> !line.startsWith("#"));
    }

    private static String text(String file) {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String file) {
        try (InputStream in = KeptAsideTest.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new IllegalStateException(FOLDER + file + " is missing");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
