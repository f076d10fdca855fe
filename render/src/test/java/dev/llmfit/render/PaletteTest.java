package dev.llmfit.render;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Parts of a bar stay distinct for eyes that lack one kind of cones. */
class PaletteTest {
    /** Parts in the order in which they touch in a bar. */
    private static final List<Role> PARTS = List.of(Role.WEIGHTS, Role.KV, Role.COMPUTE, Role.DRIVER);

    /** Rows of matrices in linear RGB: Viénot, Brettel, Mollon 1999 for the first two, Brettel 1997 simplified for tritanopia. */
    private static final double[][][] LACKING = {
        {{0.11238, 0.88762, 0}, {0.11238, 0.88762, 0}, {0.00401, -0.00401, 1}},
        {{0.29275, 0.70725, 0}, {0.29275, 0.70725, 0}, {-0.02234, 0.02234, 1}},
        {{1, 0.14461, -0.14461}, {0, 0.85924, 0.14076}, {0, 0.85924, 0.14076}}
    };

    @ParameterizedTest
    @EnumSource(Theme.class)
    void neighboursDifferWithoutAHue(Theme theme) {
        for (double[][] lacking : LACKING) {
            for (int i = 1; i < PARTS.size(); i++) {
                double[] one = seen(theme.rgb(PARTS.get(i - 1)), lacking);
                double[] two = seen(theme.rgb(PARTS.get(i)), lacking);
                double distance = Math.sqrt(
                        Math.pow(one[0] - two[0], 2) + Math.pow(one[1] - two[1], 2) + Math.pow(one[2] - two[2], 2));
                assertTrue(distance > 0.12, theme + ": " + PARTS.get(i - 1) + " and " + PARTS.get(i) + " " + distance);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Theme.class)
    void textIsReadableOnItsGround(Theme theme) {
        for (Role role : List.of(Role.TEXT, Role.HINT, Role.GOOD, Role.BAD, Role.CHOICE)) {
            double ink = luminance(theme.rgb(role));
            double ground = luminance(theme.ground());
            double contrast = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05); // WCAG 2.2, 1.4.3
            assertTrue(contrast >= 4.5, theme + " " + role + " " + contrast);
        }
    }

    private static double[] seen(int rgb, double[][] lacking) {
        double[] linear = linear(rgb);
        double[] seen = new double[3];
        for (int i = 0; i < 3; i++) {
            double sum = 0;
            for (int j = 0; j < 3; j++) {
                sum += lacking[i][j] * linear[j];
            }
            seen[i] = Math.cbrt(Math.clamp(sum, 0, 1));
        }
        return seen;
    }

    private static double luminance(int rgb) {
        double[] linear = linear(rgb);
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    }

    private static double[] linear(int rgb) {
        double[] linear = new double[3];
        for (int i = 0; i < 3; i++) {
            double value = (rgb >> (16 - 8 * i) & 0xFF) / 255.0;
            linear[i] = value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
        }
        return linear;
    }
}
