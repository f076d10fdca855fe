package dev.llmfit.recommend.speed;

/** What each layer adds to the seconds of a generated token on each device, where several devices share a model; immutable. */
public final class StepShares {
    private final double[][] seconds;
    private final double hop;

    /**
     * Creates the shares.
     *
     * @param seconds for each device and layer, the output layer last; copied
     * @param hop seconds for each device after the first that has layers
     */
    public StepShares(double[][] seconds, double hop) {
        this.seconds = new double[seconds.length][];
        for (int d = 0; d < seconds.length; d++) {
            this.seconds[d] = seconds[d].clone();
            for (double s : seconds[d]) {
                if (!(s >= 0)) {
                    throw new IllegalArgumentException("a layer cannot take " + s + " seconds");
                }
            }
        }
        if (!(hop >= 0)) {
            throw new IllegalArgumentException("a hop cannot take " + hop + " seconds");
        }
        this.hop = hop;
    }

    /** Returns the seconds of a layer on a device. */
    public double seconds(int device, int layer) {
        return seconds[device][layer];
    }

    /** Returns the seconds for each device after the first that has layers. */
    public double hop() {
        return hop;
    }
}
