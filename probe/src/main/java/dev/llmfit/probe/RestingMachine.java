package dev.llmfit.probe;

import dev.llmfit.units.Bytes;
import java.util.Locale;

/**
 * A machine with nothing running but its system: what programs that could be closed hold of its memory is free.
 *
 * <p>What a system takes alone is judgement: less than the least that is known of machines with programs open, of which most are public
 * reports (2.8 GiB of a Linux desktop with 15, 3.2 of a Mac with 8, 9 of a Windows desktop with 16), and no less than what servers and
 * boards without a desktop take (0.8 and 0.9).
 */
public final class RestingMachine {
    /** A desktop's own share of its card without programs: the low end of what is seen, 0.4 to 0.9 GiB. */
    private static final Bytes DISPLAY = Bytes.ofGib(0.4);

    private static final Bytes LINUX = Bytes.ofGib(1.2);
    private static final Bytes MACOS = Bytes.ofGib(2.5);
    private static final Bytes WINDOWS = Bytes.ofGib(2.5);

    private RestingMachine() {}

    /** Returns the machine at rest; the same one if nothing of its memory would be free beside what is. */
    public static Machine of(Machine machine) {
        Bytes system = system(machine);
        var pools = machine.pools().stream()
                .map(p ->
                        withFree(p, p.free().max(p.capacity().minus(p.kind() == Pool.Kind.DEVICE ? DISPLAY : system))))
                .toList();
        var devices = machine.devices().stream()
                .map(d -> {
                    boolean own = machine.pool(d.poolId()).kind() == Pool.Kind.DEVICE;
                    return withFree(d, d.free().max(own ? d.capacity().minus(DISPLAY) : d.capacity()));
                })
                .toList();
        return machine.withDevices(pools, devices);
    }

    private static Bytes system(Machine machine) {
        return switch (machine.os().toLowerCase(Locale.ROOT)) {
            case "windows" -> WINDOWS;
            case "macos" -> MACOS;
            case "android" -> machine.hostPool().capacity(); // its programs are not the user's to close
            default -> LINUX;
        };
    }

    private static Pool withFree(Pool p, Bytes free) {
        return new Pool(
                p.id(), p.kind(), p.installed(), p.capacity(), free, p.bandwidthGbps(), p.measuredGbps(), p.source());
    }

    private static Device withFree(Device d, Bytes free) {
        return new Device(
                d.name(),
                d.description(),
                d.backend(),
                d.poolId(),
                d.installed(),
                d.capacity(),
                free,
                d.databaseId(),
                d.pciId(),
                d.bandwidthGbps(),
                d.architecture(),
                d.computeCapability(),
                d.setting());
    }
}
