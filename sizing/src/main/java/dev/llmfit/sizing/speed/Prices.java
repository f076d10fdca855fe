package dev.llmfit.sizing.speed;

import java.util.Arrays;

/**
 * How many times as long as the formula says each class of weights and each {@link CostPart} takes, on the devices and on the
 * processor. Immutable.
 */
final class Prices {
    /** Everything takes as long as the formula says. */
    static final Prices FORMULA = new Prices(ones(), ones());

    private final double[] device;
    private final double[] host;

    /** Creates prices in the order of {@link CostPart#id}; the arrays are not changed later. */
    Prices(double[] device, double[] host) {
        this.device = device;
        this.host = host;
    }

    static double[] ones() {
        double[] ones = new double[CostPart.PRICES];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** Returns the formula with one price changed everywhere. */
    static Prices only(int index, double price) {
        double[] one = ones();
        one[index] = price;
        return new Prices(one, one);
    }

    /** Returns the price of a part. */
    double of(boolean onDevice, CostPart part) {
        return side(onDevice)[part.index()];
    }

    /** Returns the price by its place. */
    double of(boolean onDevice, int index) {
        return side(onDevice)[index];
    }

    /** Returns numbers of each class times its price. */
    PerClass weights(boolean onDevice, PerClass numbers) {
        double[] prices = side(onDevice);
        return numbers.sum() == 0 ? numbers : PerClass.of(c -> numbers.get(c) * prices[c.index()]);
    }

    private double[] side(boolean onDevice) {
        return onDevice ? device : host;
    }
}
