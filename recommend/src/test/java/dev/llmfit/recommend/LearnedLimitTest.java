package dev.llmfit.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.offer.ModelOffer;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.speed.PastFailures;
import dev.llmfit.recommend.wish.Request;
import dev.llmfit.recommend.wish.Verdict;
import dev.llmfit.rules.RuleBook;
import dev.llmfit.sizing.DeviceUse;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.FailedLaunch;
import dev.llmfit.units.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A launch that failed for want of memory is not recommended again, nor is a larger one. */
class LearnedLimitTest {
    private static final long SEED = 20261126;
    private static final RuleBook RULES = RuleBook.bundled();

    @Test
    void staysBelowWhatFailed() {
        Random random = new Random(SEED);
        int lowered = 0;
        for (int i = 0; i < 120; i++) {
            SmallModel model = SmallModel.random(random, 30);
            Machine machine = SmallMachine.random(random);
            Recommendation before = answer(machine, model, PastFailures.NONE);
            if (before.outcome() == Recommendation.Outcome.NOTHING_FITS) {
                continue;
            }
            String where = "seed " + SEED + ", case " + i + ": " + model + " on " + machine;
            Candidate first = before.candidates().getFirst();
            FailedLaunch failed = failure(machine, first);
            Recommendation after = answer(machine, model, only(model, first, failed));
            for (Candidate c : after.candidates()) {
                boolean same = c.fileType().equals(first.fileType());
                if (same && c.verdict() != Verdict.NO_FIT) {
                    assertTrue(need(c, failed).compareTo(failed.limit(failed.free())) <= 0, where + " offers " + c);
                    assertTrue(saysSo(c), where + " does not say why");
                    lowered++;
                } else {
                    assertFalse(!same && saysSo(c), where + " speaks of another file type");
                }
            }
        }
        assertTrue(lowered > 30, "the failed file type came back only " + lowered + " times");
    }

    @Test
    void offersTheLaunchAgainOnceThereIsMoreMemory() {
        Machine machine = SmallMachine.discrete(Bytes.ofGib(16), List.of(Bytes.ofGib(6)));
        SmallModel model = new SmallModel(24, 2048, 8192, 4, 32000, 0, false);
        Candidate first = answer(machine, model, PastFailures.NONE).candidates().getFirst();
        FailedLaunch failed = failure(machine, first);
        FailedLaunch whileLessWasFree = new FailedLaunch(
                failed.time(),
                failed.device(),
                failed.pool(),
                failed.needed(),
                failed.free().minus(Bytes.ofGib(4)),
                failed.reason());
        Candidate again = answer(machine, model, only(model, first, whileLessWasFree))
                .candidates()
                .getFirst();
        assertEquals(first.options(), again.options());
        assertFalse(saysSo(again), "it limits nothing");
    }

    private static Recommendation answer(Machine machine, ModelOffer model, PastFailures failures) {
        Engines engines = new Engines(new LayerSums(), new PeakBandwidth(), EngineBuild.NEWEST, failures);
        return new Recommender(machine, RULES, engines).forModel(model, Request.chat());
    }

    private static PastFailures only(ModelOffer offer, Candidate c, FailedLaunch failed) {
        long bytes = offer.model(c.fileType()).tensorBytes();
        return (machine, model) -> model.tensorBytes() == bytes ? List.of(failed) : List.of();
    }

    private static FailedLaunch failure(Machine machine, Candidate c) {
        boolean host = machine.devices().isEmpty()
                || c.memory().getFirst().buffers().total().count() == 0;
        DeviceUse use = host ? c.host() : c.memory().getFirst();
        return new FailedLaunch(
                Instant.EPOCH,
                host ? -1 : 0,
                use.buffers().name(),
                use.buffers().total(),
                use.free(),
                "out of memory");
    }

    private static Bytes need(Candidate c, FailedLaunch failed) {
        return (failed.device() < 0 ? c.host() : c.memory().get(failed.device()))
                .buffers()
                .total();
    }

    private static boolean saysSo(Candidate c) {
        return c.because().stream().anyMatch(f -> f.rule().id().equals("lesson/out-of-memory"));
    }
}
