package dev.llmfit.recommend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.facts.RuleFacts;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.wish.Request;
import dev.llmfit.rules.Fact;
import dev.llmfit.rules.Facts;
import dev.llmfit.rules.Finding;
import dev.llmfit.rules.KnownFacts;
import dev.llmfit.rules.Problems;
import dev.llmfit.rules.RuleBook;
import dev.llmfit.sizing.EngineBuild;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the rules take for known is known of every request, machine and launch. */
class KnownFactsTest {
    private static final long SEED = 20261127;
    private static final Engines ENGINES = new Engines(new LayerSums(), new PeakBandwidth(), EngineBuild.NEWEST);

    @Test
    void ofEveryMachine() {
        Random random = new Random(SEED);
        for (int i = 0; i < 200; i++) {
            Machine machine = SmallMachine.random(random);
            Facts facts = RuleFacts.of(Request.chat(), false, machine, Budgets.of(machine, Budgets.DEFAULT_MARGIN));
            Set<Fact> missing = about(facts.asMap().keySet(), "request", "machine");
            missing.removeAll(facts.asMap().keySet());
            assertEquals(Set.of(), missing, "seed " + SEED + ", case " + i + ": " + machine);
        }
    }

    @Test
    void ofEveryLaunch() {
        RuleBook book = RuleBook.bundled()
                .override(RuleBook.read(
                        "known.yaml",
                        """
                        rules:
                        - id: known/always
                          when: always
                          then: {advice: "%s"}
                          because: x
                          cite: x
                        - id: known/beside
                          when: {fact: candidate.first_ctx, op: ge, value: 0}
                          then: {advice: "%s"}
                          because: x
                          cite: x
                        """.formatted(
                                        shown(about(Set.of(), "model", "candidate")),
                                        shown(about(Set.of(Fact.CANDIDATE_FIRST_CTX), "model", "candidate"))),
                        new Problems()));
        Random random = new Random(SEED);
        int beside = 0;
        for (int i = 0; i < 60; i++) {
            SmallModel model = SmallModel.random(random, 20);
            Machine machine = SmallMachine.random(random);
            for (Candidate c : new Recommender(machine, book, ENGINES)
                    .forModel(model, Request.chat().withTop(4))
                    .candidates()) {
                for (Finding f : c.because()) {
                    String all = f.text().text() + f.reason().text();
                    assertTrue(!all.contains("(unknown)"), f.rule().id() + ": " + all);
                    beside += f.rule().id().equals("known/beside") ? 1 : 0;
                }
                assertTrue(c.because().stream().anyMatch(f -> f.rule().id().equals("known/always")));
            }
        }
        assertTrue(beside > 20, "only " + beside + " launches had a first one beside them");
    }

    private static Set<Fact> about(Set<Fact> some, String... subjects) {
        Set<Fact> known = EnumSet.copyOf(KnownFacts.with(some));
        known.removeIf(f -> !List.of(subjects).contains(f.subject()));
        return known;
    }

    private static String shown(Set<Fact> facts) {
        return facts.stream().map(f -> "{" + f.id() + "}").collect(Collectors.joining(" "));
    }
}
