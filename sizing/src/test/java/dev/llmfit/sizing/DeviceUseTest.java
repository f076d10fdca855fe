package dev.llmfit.sizing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.llmfit.units.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sizes in GiB. */
class DeviceUseTest {
    private static final RuntimeOverhead OVERHEAD =
            new RuntimeOverhead(Bytes.ofGib(0.25), Bytes.ofGib(0.5), Bytes.ofGib(1), "test");

    /** Total is buffers and overhead, headroom is free less total, the margin is a part of the headroom. */
    @ParameterizedTest
    @CsvSource({
        // weights, context, compute, free, margin, shared: total, headroom, left, spare, holds, fits
        "8, 2, 1, 13, 1, 0,  11.5,  1.5,  1.5,  0.5, true, true",
        "8, 2, 1, 12.5, 1, 0,  11.5,  1,  1,  0, true, true",
        "8, 2, 1, 12, 1, 0,  11.5,  0.5,  0.5,  -0.5, true, false",
        "8, 2, 1, 11.5, 1, 0,  11.5,  0,  0,  -1, true, false",
        "8, 2, 1, 11, 1, 0,  11.5,  -0.5,  -0.5,  -1.5, false, false",
        "8, 2, 1, 20, 1, 7,  11.5,  8.5,  1.5,  0.5, true, true",
        "8, 2, 1, 20, 1, 9,  11.5,  8.5,  -0.5,  -1.5, false, false",
        "0, 0, 0, 0, 0, 0,  0.5,  -0.5,  -0.5,  -0.5, true, true",
        "0, 0, 0, 0, 0, 1,  0.5,  -0.5,  -1.5,  -1.5, false, false",
    })
    void saysOneThing(
            double weights,
            double context,
            double compute,
            double free,
            double margin,
            double shared,
            double total,
            double headroom,
            double left,
            double spare,
            boolean holds,
            boolean fits) {
        DeviceUse use =
                new DeviceUse(buffers(weights, context, compute), OVERHEAD, gib(free), gib(margin), gib(shared));
        assertEquals(gib(total), use.total());
        assertEquals(bytes(headroom), use.headroom());
        assertEquals(bytes(left), use.left());
        assertEquals(bytes(spare), use.spare());
        assertEquals(holds, use.holds());
        assertEquals(fits, use.fits());
        assertEquals(
                List.of(gib(weights), gib(context), gib(compute)),
                List.of(use.weights(), use.context(), use.compute()));
        assertEquals("CUDA0", use.name());
    }

    @ParameterizedTest
    @CsvSource({
        // budget, free, shared overhead: margin
        "23, 24, 0, 0.5",
        "20, 24, 0, 3.5",
        "23.5, 24, 0, 0",
        "23.9, 24, 0, 0",
        "20, 24, 1, 2.5",
        "0, 0.25, 0, 0"
    })
    void theOverheadLiesInsideWhatABudgetKeeps(double budget, double free, double sharedOverhead, double margin) {
        DeviceUse use =
                DeviceUse.within(gib(budget), buffers(1, 1, 1), OVERHEAD, gib(free), gib(2), gib(sharedOverhead));
        assertEquals(gib(margin), use.margin());
        assertEquals(gib(2), use.shared());
        assertEquals(gib(free), use.free());
    }

    @Test
    void aLaunchFitsWhereEveryMemoryDoes() {
        DeviceUse good = new DeviceUse(buffers(1, 0, 0), OVERHEAD, gib(4), gib(1), gib(0));
        DeviceUse tight = new DeviceUse(buffers(3, 0, 0), OVERHEAD, gib(4), gib(1), gib(0));
        DeviceUse over = new DeviceUse(buffers(5, 0, 0), OVERHEAD, gib(4), gib(1), gib(0));
        assertLaunch(true, true, List.of(good, good), good);
        assertLaunch(true, true, List.of(), good);
        assertLaunch(true, false, List.of(good, tight), good);
        assertLaunch(true, false, List.of(good), tight);
        assertLaunch(false, false, List.of(over, good), good);
        assertLaunch(false, false, List.of(good), over);
        assertEquals(List.of(good, tight, over), new LaunchUse(List.of(good, tight), over).all());
    }

    private static void assertLaunch(boolean holds, boolean fits, List<DeviceUse> devices, DeviceUse host) {
        LaunchUse use = new LaunchUse(devices, host);
        assertEquals(holds, use.holds());
        assertEquals(fits, use.fits());
    }

    @Test
    @SuppressWarnings("NullAway") // what a caller without null checks would pass
    void refusesWhatIsMissing() {
        assertThrows(NullPointerException.class, () -> new DeviceUse(null, OVERHEAD, gib(1), gib(1), gib(0)));
        assertThrows(NullPointerException.class, () -> new LaunchUse(List.of(), null));
    }

    private static BufferSizes buffers(double weights, double context, double compute) {
        return new BufferSizes("CUDA0", gib(weights), gib(context), gib(compute));
    }

    private static Bytes gib(double gib) {
        return Bytes.ofGib(gib);
    }

    private static long bytes(double gib) {
        return (long) (gib * (1L << 30));
    }
}
