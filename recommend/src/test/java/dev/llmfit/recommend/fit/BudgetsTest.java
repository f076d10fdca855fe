package dev.llmfit.recommend.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Budget;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.AnyMachine;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.DeviceUse;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.FailedLaunch;
import dev.llmfit.sizing.LaunchUse;
import dev.llmfit.sizing.MappedWeights;
import dev.llmfit.sizing.RuntimeOverhead;
import dev.llmfit.units.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sizes in GiB. */
class BudgetsTest {
    private static final int CASES = 2000;
    private static final double BANDWIDTH = 500;
    private static final Bytes CUDA_OVERHEAD =
            RuntimeOverhead.of(Backend.CUDA, "").typical();

    @ParameterizedTest
    @CsvSource({"1, 23", "4, 20", "30, 0"})
    void aCardMayBeFilledToTheMargin(double margin, double budget) {
        Budgets budgets = Budgets.of(desktop(), gib(margin));
        assertEquals(List.of(gib(budget)), budgets.devices());
        assertEquals(List.of(false), budgets.shared());
        // 64 GiB keep 2: 5 % would be more than the most that is kept.
        assertEquals(gib(62), budgets.host());
        assertEquals(gib(62).plus(gib(budget)).count(), budgets.usable());
        assertEquals(gib(budget).count(), budgets.allDevices());
    }

    @Test
    void theMarginCoversAtLeastDriverAndProcess() {
        Bytes free = gib(24);
        assertEquals(
                free.minus(CUDA_OVERHEAD),
                Budgets.of(desktop(), Bytes.ZERO).devices().getFirst());
    }

    @Test
    void memoryOfBothIsOneBudget() {
        Machine mac = AnyMachine.unified(64, 48, Backend.METAL, BANDWIDTH);
        Budgets budgets = Budgets.of(mac, Budgets.DEFAULT_MARGIN);
        assertEquals(gib(62), budgets.host());
        assertEquals(List.of(gib(46)), budgets.devices(), "the reserve of the system is more than the margin");
        assertEquals(gib(62).count(), budgets.usable(), "nothing counts twice");
        assertEquals(gib(44), Budgets.of(mac, gib(4)).devices().getFirst());
        assertTrue(budgets.fits(estimate(16, 46)));
        assertFalseFits(budgets, estimate(17, 46), "both lie in one memory");
        assertFalseFits(budgets, estimate(0, 47), "the GPU may not use all of it");
    }

    /** A Tesla P40 beside a Quadro K620 that shows the desktop: what is to spare is that of the card with the layers. */
    @Test
    void aCardWithoutLayersHasNoPartInWhatIsToSpare() {
        Machine machine = AnyMachine.withCard(
                AnyMachine.withCard(AnyMachine.cpu(64, BANDWIDTH), Backend.CUDA, 24, BANDWIDTH),
                Backend.CUDA,
                2,
                BANDWIDTH);
        Budgets budgets = Budgets.of(machine, gib(1));
        Estimate one = new Estimate(
                4096,
                List.of(buffers("CUDA0", 12), buffers("CUDA1", 0)),
                buffers("host", 1),
                List.of(0, 0, 0),
                Estimate.ComputeBasis.GRAPH,
                true,
                false);
        assertEquals(budgets.left(one, 0), budgets.spare(one));
        assertEquals(budgets.left(one, 1), budgets.headroom(one), "the small card has less room");
    }

    /** A computer of 8 GiB keeps 0.75 for its system, of which the process takes some. */
    @Test
    void mappedWeightsMayLieInTheReserve() {
        Budgets budgets = Budgets.of(AnyMachine.cpu(8, BANDWIDTH), Budgets.DEFAULT_MARGIN);
        assertEquals(gib(7.25), budgets.host());
        long lendable = budgets.mostHost() - budgets.host().count();
        assertEquals(
                gib(0.75).minus(RuntimeOverhead.of(Backend.CPU, "").typical()).count(), lendable);
        assertTrue(budgets.fits(mapped(7.25, 0, 0)));
        assertTrue(!budgets.fits(mapped(7.3, 0, 0)), "packed weights and caches lie beside the reserve");
        assertTrue(budgets.fits(mapped(7.5, 0, 7)), "weights that are read whole take up to half of it");
        assertTrue(!budgets.fits(mapped(7.65, 0, 7)));
        assertTrue(budgets.fits(mapped(7.65, 0.3, 6)), "a table takes as much as is lent");
        assertTrue(!budgets.fits(mapped(8, 3, 4)), "the process takes its own");
        Estimate borrows = mapped(7.5, 0, 7);
        assertEquals(gib(0.25), budgets.borrowed(borrows));
        assertEquals(Bytes.ZERO, budgets.borrowed(mapped(7.2, 0, 7)));
        assertEquals(budgets.hostLeft(borrows), budgets.lending(borrows).usable() - gib(7.5).count());
    }

    private static Estimate mapped(double host, double rows, double whole) {
        Estimate e = estimate(host);
        return new Estimate(
                e.nCtx(),
                e.devices(),
                e.host(),
                e.layerDevice(),
                e.moved(),
                e.computeBasis(),
                e.flashAttn(),
                e.attentionOnCpu(),
                new MappedWeights(gib(rows), gib(whole)),
                e.growth());
    }

    private static void assertFalseFits(Budgets budgets, Estimate estimate, String why) {
        assertTrue(!budgets.fits(estimate) && !budgets.devicesFit(estimate), why);
    }

    @ParameterizedTest
    @CsvSource({
        // host, card: fits, card fits, left on the card, left on the host, headroom
        "62, 23, true, true, 0, 0, 0",
        "60, 22, true, true, 1, 2, 1",
        "63, 22, false, true, 1, -1, 1",
        "60, 24, false, false, -1, 2, -1",
    })
    void saysWhatIsLeft(
            double host, double card, boolean fits, boolean cardFits, long onCard, long onHost, long headroom) {
        Budgets budgets = Budgets.of(desktop(), Budgets.DEFAULT_MARGIN);
        Estimate estimate = estimate(host, card);
        assertEquals(fits, budgets.fits(estimate));
        assertEquals(cardFits, budgets.devicesFit(estimate));
        assertEquals(bytes(onCard), budgets.left(estimate, 0));
        assertEquals(bytes(onHost), budgets.hostLeft(estimate));
        assertEquals(bytes(headroom), budgets.headroom(estimate));
    }

    @Test
    void withoutDevicesTheHostIsWhatIsLeft() {
        Budgets budgets = Budgets.of(AnyMachine.cpu(64, BANDWIDTH), Budgets.DEFAULT_MARGIN);
        assertEquals(bytes(2), budgets.headroom(estimate(60)));
        assertEquals(0, budgets.allDevices());
        assertTrue(budgets.devicesFit(estimate(1000)));
    }

    @Test
    void theSmallestOfSeveralDevicesIsWhatIsLeft() {
        Machine two = AnyMachine.withCard(desktop(), Backend.CUDA, 12, BANDWIDTH);
        Budgets budgets = Budgets.of(two, Budgets.DEFAULT_MARGIN);
        assertEquals(bytes(1), budgets.headroom(estimate(60, 20, 10)));
        assertEquals(bytes(1), budgets.headroom(estimate(60, 22, 9)));
        assertEquals(gib(34).count(), budgets.allDevices());
    }

    @Test
    void launchesThatFailedLowerTheBudgetOfTheirPlace() {
        Machine machine = desktop();
        Budgets budgets = Budgets.of(machine, Budgets.DEFAULT_MARGIN);
        assertEquals(budgets, budgets.below(List.of(), machine));
        Budgets card = budgets.below(List.of(failed(0, 16, 24)), machine);
        assertEquals(gib(15), card.devices().getFirst());
        assertEquals(budgets.host(), card.host());
        Budgets host = budgets.below(List.of(failed(-1, 48, 64), failed(-1, 32, 64)), machine);
        assertEquals(gib(30), host.host());
        assertEquals(budgets.devices(), host.devices());
        assertEquals(budgets, budgets.below(List.of(failed(0, 40, 24)), machine), "it kept below that anyway");
    }

    private static FailedLaunch failed(int device, double needed, double free) {
        return new FailedLaunch(Instant.EPOCH, device, device < 0 ? "host" : "CUDA0", gib(needed), gib(free), "");
    }

    @ParameterizedTest
    @CsvSource({
        "rtx, 23, GPU",
        "rtx, 23.1, PARTIAL_GPU",
        "rtx, 85, PARTIAL_GPU",
        "rtx, 85.1, NO",
        "cpu, 62, CPU",
        "cpu, 62.1, NO",
        "mac, 46, GPU",
        "mac, 46.1, PARTIAL_GPU",
        "mac, 62, PARTIAL_GPU",
        "mac, 62.1, NO",
        "full, 10, CPU"
    })
    void saysWhereWeightsWouldLie(String machine, double weights, WeightsPlace place) {
        Machine m = switch (machine) {
            case "rtx" -> desktop();
            case "mac" -> AnyMachine.unified(64, 48, Backend.METAL, BANDWIDTH);
            case "full" -> AnyMachine.withCard(AnyMachine.cpu(64, BANDWIDTH), Backend.CUDA, 0.5, BANDWIDTH);
            default -> AnyMachine.cpu(64, BANDWIDTH);
        };
        assertEquals(place, Budgets.of(m, Budgets.DEFAULT_MARGIN).place(gib(weights)));
    }

    @Test
    void placesHaveTheNamesOfVerdicts() {
        assertEquals("partial-gpu", WeightsPlace.PARTIAL_GPU.id());
        assertEquals("no", WeightsPlace.NO.id());
    }

    @Test
    void theMarginIsThatOfProbe() {
        assertEquals(Budget.DEVICE_MARGIN, Budgets.DEFAULT_MARGIN);
        assertEquals(gib(1), Budgets.DEFAULT_MARGIN);
    }

    /** What fits, and by how much, is the same number for a search and for a reader, on any machine with any margin. */
    @Test
    void theNumbersForPeopleSayWhatTheSearchKnows() {
        SplittableRandom random = new SplittableRandom(15);
        int fitting = 0;
        for (int i = 0; i < CASES; i++) {
            Machine machine = AnyMachine.around(20 * (double) (1L << 30), random);
            Budgets budgets = Budgets.of(machine, gib(2 * random.nextDouble()));
            if (random.nextInt(4) == 0) {
                budgets = budgets.below(List.of(failed(-1, 1 + 20 * random.nextDouble(), 20)), machine);
            }
            Estimate estimate = anyEstimate(machine, random);
            LaunchUse use = budgets.use(machine, estimate);
            String where = "case " + i + ": " + use;
            assertEquals(budgets.fits(estimate), use.fits(), where);
            fitting += use.fits() ? 1 : 0;
            for (int d = 0; d < use.devices().size(); d++) {
                assertSame(budgets.left(estimate, d), use.devices().get(d), where);
            }
            assertSame(budgets.hostLeft(estimate), use.host(), where);
            assertTrue(!use.fits() || use.holds(), where);
        }
        assertNotEquals(0, fitting);
        assertNotEquals(CASES, fitting);
    }

    /** A memory with less free than the margin has a budget of nothing; what overflows it is the same. */
    private static void assertSame(long left, DeviceUse use, String where) {
        if (use.free().compareTo(use.overhead().typical()) >= 0) {
            assertEquals(left, use.spare(), where);
        }
        assertEquals(use.free().count() - use.total().count(), use.headroom(), where);
    }

    private static Estimate anyEstimate(Machine machine, SplittableRandom random) {
        double[] cards = machine.devices().stream()
                .mapToDouble(d -> random.nextInt(5) == 0 ? 0 : d.free().gib() * 1.1 * random.nextDouble())
                .toArray();
        return estimate(machine.hostPool().free().gib() * 0.8 * random.nextDouble(), cards);
    }

    private static Machine desktop() {
        return AnyMachine.withCard(AnyMachine.cpu(64, BANDWIDTH), Backend.CUDA, 24, BANDWIDTH);
    }

    private static Estimate estimate(double host, double... devices) {
        List<BufferSizes> sizes = new ArrayList<>();
        for (double d : devices) {
            sizes.add(buffers("CUDA" + sizes.size(), d));
        }
        return new Estimate(4096, sizes, buffers("host", host), List.of(), Estimate.ComputeBasis.GRAPH, true, false);
    }

    private static BufferSizes buffers(String name, double gib) {
        Bytes weights = gib(gib / 2);
        return new BufferSizes(name, weights, gib(gib).minus(weights), Bytes.ZERO);
    }

    private static Bytes gib(double gib) {
        return Bytes.ofGib(gib);
    }

    private static long bytes(long gib) {
        return gib << 30;
    }
}
