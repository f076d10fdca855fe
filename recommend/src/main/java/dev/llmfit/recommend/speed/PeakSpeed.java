package dev.llmfit.recommend.speed;

import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.sizing.speed.SpeedHost;

/** Generation that no launch of a file can exceed: its active weights at the peak bandwidth of the memories, devices filled first. */
public final class PeakSpeed {
    /** The bound leaves this much for what it does not know exactly: file sizes, and speeds measured above the formula. */
    private static final double OPTIMISM = 1.1;

    /** Of small models the token embedding, which a token does not read whole, is up to half. */
    private static final double EMBEDDING_READ = 0.7;

    /** Of dense models of this size it is a twentieth. */
    private static final double LARGE_READ = 0.9;

    /** Parameters from which a model counts as large; judgement on the safe side of both shares. */
    private static final double LARGE = 16e9;

    /** Of a mixture of experts, what is read least can lie on the host: it takes less than its share of the time. */
    private static final double MOE_HOST_SHARE = 0.3;

    /** Experts take at least so much of their share of a file: what every token reads is kept in larger types. Judgement. */
    private static final double EXPERT_BYTES = 0.85;

    private final double deviceBytes;
    private final double everything;
    private final double deviceBandwidth;
    private final double hostBandwidth;

    public PeakSpeed(Machine machine, Budgets budgets) {
        this.deviceBytes = budgets.allDevices() * OPTIMISM;
        this.everything = budgets.everything() * OPTIMISM;
        double fastest = 0;
        for (Device device : machine.devices()) {
            fastest = Math.max(fastest, device.bandwidthGbps().orElse(Double.POSITIVE_INFINITY));
        }
        this.deviceBandwidth = fastest * 1e9;
        this.hostBandwidth = machine.hostPool()
                .readGbps()
                .map(b -> b * 1e9)
                .orElseGet(() -> SpeedHost.of(machine).assumedRead());
    }

    /** Returns whether a file of at least this size can be held at all. */
    public boolean holds(double leastBytes) {
        return leastBytes <= everything;
    }

    /** Returns whether a file of at least this size may lie whole on the devices. */
    public boolean holdsOnDevices(double leastBytes) {
        return deviceBandwidth > 0 && leastBytes <= deviceBytes;
    }

    /** Returns the share of its weights that a model at least has on the devices when it lies there whole; its embeddings do not. */
    public static double leastDeviceShare(long parameters) {
        return parameters < 4e9 ? 0.45 : parameters < 16e9 ? 0.55 : 0.9;
    }

    /**
     * Returns the bound, tok/s.
     *
     * @param leastBytes size that the file is not smaller than
     * @param parameters weights
     * @param activeParameters weights that one token uses
     */
    public double bound(double leastBytes, long parameters, long activeParameters) {
        return bound(leastBytes, parameters, activeParameters, 0);
    }

    /**
     * Returns the bound of a model of which it is known how much of it are routed experts, tok/s: what of them the devices do not hold is
     * read from the host.
     *
     * @param leastBytes size that the file is not smaller than
     * @param parameters weights
     * @param activeParameters weights that one token uses
     * @param expertParameters weights of routed experts
     */
    public double bound(double leastBytes, long parameters, long activeParameters, long expertParameters) {
        boolean mixture = activeParameters < parameters * 0.8;
        double share = mixture || parameters < LARGE ? EMBEDDING_READ : LARGE_READ;
        double read = leastBytes * share * activeParameters / parameters;
        double onDevices = deviceBandwidth > 0 ? Math.min(1, deviceBytes / leastBytes) : 0;
        double onHost = (1 - onDevices) * (mixture && onDevices > 0 ? MOE_HOST_SHARE : 1);
        double fromHost =
                Math.max(read * onHost, expertsOnHost(leastBytes, parameters, activeParameters, expertParameters));
        double seconds = onDevices > 0 ? Math.min(read * onDevices, Math.max(0, read - fromHost)) / deviceBandwidth : 0;
        seconds += onHost > 0 ? fromHost / hostBandwidth : 0;
        return seconds > 0 ? OPTIMISM / seconds : 1e6;
    }

    /** Returns the bytes of experts that one token reads from the host where the devices hold nothing but experts. */
    private double expertsOnHost(double leastBytes, long parameters, long activeParameters, long expertParameters) {
        if (expertParameters == 0) {
            return 0;
        }
        double used = Math.max(0, activeParameters - (parameters - expertParameters)) / (double) expertParameters;
        double experts = leastBytes * EXPERT_BYTES * expertParameters / parameters;
        return used * Math.max(0, experts - deviceBytes);
    }
}
