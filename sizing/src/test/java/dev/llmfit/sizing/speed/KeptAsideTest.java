package dev.llmfit.sizing.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Predictions of rows that the constants have not seen. {@code fit_speed.py --aside} fitted them without one fold of the measured
 * configurations (hardware, model and file type together), and without one fold of the hardware ids; {@code docs/accuracy.md} has the errors on all
 * folds. The goals are a little wider than what these two folds give: they hold the formulas and the fit, not the noise of 50 rows.
 */
class KeptAsideTest {
    private static final String FOLDER = "/dev/llmfit/fixtures/speed/";

    @ParameterizedTest(name = "{0}, {1}: median {2}, {3} within 15 %, {4} within 30 %, {5} in the range")
    @CsvSource({
        // split, test, largest median error, least share within 15 % and 30 %, least share inside the stated range
        "configurations, tg, 0.10, 0.60, 0.85, 0.75",
        "configurations, pp, 0.20, 0.35, 0.65, 0.75",
        "hardware, tg, 0.16, 0.45, 0.72, 0.75",
        "hardware, pp, 0.36, 0.27, 0.43, 0.70",
    })
    void rowsThatWereNotFittedArePredictedThisWell(
            String split, String test, double median, double within15, double within30, double inside) {
        SpeedModel model = SpeedModel.with(SpeedConstants.of(text("speed-aside-" + split + ".csv")));
        Set<String> aside = lines("speed-aside-" + split + ".txt").skip(1).collect(Collectors.toSet());
        List<Double> errors = new ArrayList<>();
        int held = 0;
        for (MeasuredRow row : MeasuredRow.all()) {
            if (aside.contains(row.text("id"))
                    && row.text("test").startsWith(test)
                    && row.isPlainFileType()
                    && row.work().isPresent()) {
                SpeedEstimate e = model.predict(row.request(row.work().get()));
                SpeedRange range = row.isGeneration() ? e.tg() : e.pp();
                double measured = row.number("tok_s");
                errors.add(Math.abs(range.mid() / measured - 1));
                held += range.low() <= measured && measured <= range.high() ? 1 : 0;
            }
        }
        errors.sort(null);
        String found = String.format(
                "%s %s: %d rows, median %.3f, %.2f within 15 %%, %.2f within 30 %%, %.2f in the range",
                split,
                test,
                errors.size(),
                errors.get(errors.size() / 2),
                share(errors, 0.15),
                share(errors, 0.30),
                (double) held / errors.size());
        assertTrue(errors.size() >= 30, found);
        assertTrue(errors.get(errors.size() / 2) <= median, found);
        assertTrue(share(errors, 0.15) >= within15, found);
        assertTrue(share(errors, 0.30) >= within30, found);
        assertTrue((double) held / errors.size() >= inside, found);
    }

    private static double share(List<Double> errors, double most) {
        return (double) errors.stream().filter(e -> e <= most).count() / errors.size();
    }

    /** Other rows need another fit: run {@code fit_speed.py} with {@code --cv} and with {@code --aside}. */
    @ParameterizedTest
    @ValueSource(strings = {"configurations", "hardware"})
    void theConstantsWereFittedToTheseRows(String split) throws NoSuchAlgorithmException {
        byte[] rows = bytes("speed-rows.csv");
        String digest = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(rows))
                .substring(0, 16);
        assertEquals(digest, lines("speed-aside-" + split + ".txt").findFirst().orElseThrow());
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
