package dev.llmfit.sizing.speed;

import java.util.ArrayList;
import java.util.List;

/**
 * Which share of a test's time each part of a machine works; the rest of it, it waits for another.
 *
 * @param devices shares of the devices, in their order; 0 for one without layers
 * @param processor share of the processor
 */
record WorkShares(List<Span> devices, Span processor) {
    private static final Span NEVER = new Span(0, 0, 0);

    private static final Span ALWAYS = new Span(1, 1, 1);

    /** A link whose copies take no time. */
    private static final double ENDLESS = 1e18;

    WorkShares {
        devices = List.copyOf(devices);
    }

    /** Returns the shares while answers are written, or while a prompt is read. */
    static WorkShares of(SpeedModel speeds, SpeedRequest request, Evidence.Test test) {
        return test == Evidence.Test.TG ? writing(speeds, request) : reading(speeds, request);
    }

    private static WorkShares writing(SpeedModel speeds, SpeedRequest request) {
        GenerationTime time = speeds.generationTime(request);
        double[] working = time.working();
        double all = time.seconds();
        List<Span> devices = new ArrayList<>();
        for (int d = 0; d < request.devices().size(); d++) {
            devices.add(exactly(working[d] / all));
        }
        return new WorkShares(devices, exactly(working[request.devices().size()] / all));
    }

    /** Devices wait for weights that are copied to them, and for one another where ubatches do not overlap; all of them for the processor. */
    private static WorkShares reading(SpeedModel speeds, SpeedRequest request) {
        if (request.place(Evidence.Test.PP) != SpeedParts.Place.DEVICE) {
            return new WorkShares(request.devices().stream().map(d -> NEVER).toList(), ALWAYS);
        }
        PromptTime time = speeds.promptTime(request);
        double computing = request.usesHost() ? withoutCopies(speeds, request) / time.seconds() : 1;
        double used = Math.max(1, request.usedDevices());
        double least = computing / used;
        double most = used > 1 && !time.overlaps() ? least : computing;
        Span share = new Span(least, Math.sqrt(least * most), most);
        List<Span> devices = new ArrayList<>();
        for (int d = 0; d < request.devices().size(); d++) {
            boolean works = request.layerDevice().contains(d) || (request.usedDevices() == 0 && d == 0);
            devices.add(works ? share : NEVER);
        }
        return new WorkShares(devices, NEVER);
    }

    private static double withoutCopies(SpeedModel speeds, SpeedRequest request) {
        List<SpeedDevice> linked = request.devices().stream()
                .map(d -> d.withLinkBandwidth(ENDLESS))
                .toList();
        return speeds.promptTime(request.priced(request.work(), request.placed(), linked))
                .seconds();
    }

    private static Span exactly(double share) {
        double s = Math.clamp(share, 0, 1);
        return new Span(s, s, s);
    }
}
