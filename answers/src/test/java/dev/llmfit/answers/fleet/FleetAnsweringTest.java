package dev.llmfit.answers.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.llmfit.answers.Answer.Outcome;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models with their users on many machines: what becomes of each, over a year, and what is refused. */
class FleetAnsweringTest {
    private static final Workbench BENCH = bench(Map.of());

    private static final double PRICE = 0.30;

    @TempDir
    private Path folder = Path.of("");

    private static Workbench bench(Map<String, String> variables) {
        return Workbench.of(new Settings(Environment.ofProcess().withVariables(variables), true));
    }

    private static FleetQuestion question(List<String> machines, String... wants) {
        return new FleetQuestion(
                machines,
                List.of(),
                Optional.empty(),
                Stream.of(wants).map(FleetWant::parse).toList(),
                Optional.empty());
    }

    private static FleetQuestion growing(double percent, int months, List<String> machines, List<FleetWant> wants) {
        return new FleetQuestion(
                machines,
                List.of(),
                Optional.empty(),
                wants,
                Optional.of(new FleetQuestion.Growth(percent, months, PRICE)));
    }

    @Test
    void whatIsPlacedAddsUpAndFits() {
        FleetAnswer answer = BENCH.ask(
                question(List.of("2x RTX 3090 *3", "RTX 3060 12GB"), "qwen3:8b=30@8k>=15", "nomic-embed-text=50@2k"));
        assertEquals(Outcome.DONE, answer.outcome(), answer.wants().toString());
        assertEquals(4, answer.machines());
        for (int w = 0; w < answer.wants().size(); w++) {
            int want = w;
            int users = answer.groups().stream()
                    .mapToInt(g -> g.names().size()
                            * g.servers().stream()
                                    .filter(s -> s.want() == want)
                                    .mapToInt(FleetAnswer.Server::users)
                                    .sum())
                    .sum();
            assertEquals(answer.wants().get(w).served(), users);
        }
        answer.groups().stream()
                .flatMap(g -> g.servers().stream())
                .forEach(s -> assertTrue(s.users() <= s.place().capacity(), s.toString()));
        assertTrue(answer.used() >= answer.bound().machines());
        assertEquals(
                answer.machines() - answer.used(),
                answer.kinds().stream().mapToInt(k -> k.unused().size()).sum());
    }

    /** The first priority is served whole before the second gets what is left. */
    @Test
    void theFirstPriorityIsServedFirst() {
        List<FleetWant> wants = List.of(
                new FleetWant("qwen3:8b", 500, 8192, Optional.of(15.0), 2, Optional.empty()),
                new FleetWant("qwen3:14b", 4, 8192, Optional.of(10.0), 1, Optional.empty()));
        FleetAnswer answer =
                BENCH.ask(new FleetQuestion(List.of("RTX 3090"), List.of(), Optional.empty(), wants, Optional.empty()));
        assertEquals(Outcome.NOT_MET, answer.outcome());
        assertEquals(4, answer.wants().getLast().served(), answer.wants().toString());
        assertTrue(answer.wants().getFirst().served() < 500);
        assertTrue(answer.wants().getFirst().why().isPresent());
    }

    @Test
    void aModelThatNoMachineHoldsIsRefusedInWords() {
        FleetAnswer answer = BENCH.ask(question(List.of("RTX 3060 12GB *2"), "llama3.3:70b:Q8_0=1@8k"));
        String why = answer.wants().getFirst().why().orElseThrow();
        assertTrue(why.startsWith("No single machine holds llama3.3:70b Q8_0"), why);
        assertTrue(why.contains("RPC servers"), why);
    }

    /** Users, contexts and speeds each: the year is followed by the month, and each want by its own growth. */
    @Test
    void aYearIsFollowedUntilTheFleetIsTooSmall() {
        List<FleetWant> wants = List.of(
                new FleetWant("qwen3:8b", 8, 16384, Optional.of(15.0), 1, Optional.empty()),
                new FleetWant("nomic-embed-text", 10, 2048, Optional.empty(), 1, Optional.of(0.0)));
        FleetAnswer answer = BENCH.ask(growing(10, 12, List.of("RTX 3090 *2"), wants));
        FleetGrowth growth = answer.growth().orElseThrow();
        assertEquals(13, growth.months().size());
        assertEquals(List.of(8, 10), growth.months().getFirst().users());
        assertEquals(List.of(26, 10), growth.months().getLast().users()); // 8 × 1.1^12 = 25.1
        assertEquals(OptionalInt.of(12), growth.until().getLast());
        int until = growth.until().getFirst().orElseThrow();
        assertTrue(until > 0 && until < 12, growth.toString());
        assertEquals(
                growth.months().get(until).users().getFirst(),
                growth.months().get(until).served().getFirst());
        FleetGrowth.Way way = growth.ways().getFirst();
        assertEquals(until + 1, way.from());
        assertTrue(way.machines() > 0);
        MachinePrice price = way.price().orElseThrow();
        assertEquals(way.machines() * price.usd(), way.usd().orElseThrow());
        for (FleetGrowth.Month month : growth.months()) {
            // 730 hours a month, as everywhere in the program
            assertEquals(month.watts() / 1000 * 730 * PRICE, month.powerUsd(), month.powerUsd() * 0.01);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "qwen3:8b         | is not of the form",
                "qwen3:8b=0       | 1 to 1,000,000 users",
                "qwen3:8b=4@0     | 1 token or more",
                "qwen3:8b=4>=0    | above 0 tok/s",
                "qwen3:8b=4@many  | is not of the form",
                "=4               | is not of the form",
            })
    void whatCannotBeMeantIsRefused(String want, String why) {
        RefusedException e = assertThrows(RefusedException.class, () -> FleetWant.parse(want));
        assertTrue(
                e.refusal().said().toString().contains(why), e.refusal().said().toString());
    }

    @Test
    void aFleetNeedsMachinesAndWants() {
        assertRefused("at least one", () -> question(List.of(), "qwen3:8b=1"));
        assertRefused("names a model and its users", () -> question(List.of("RTX 3090")));
        assertRefused("0 to 900 percent", () -> growing(1000, 12, List.of("RTX 3090"), List.of()));
        assertRefused("1 to 60", () -> growing(1, 61, List.of("RTX 3090"), List.of()));
        assertRefused("at most 10,000", () -> BENCH.ask(question(List.of("RTX 3090 *10001"), "qwen3:8b=1")));
        assertRefused("RTX 9999", () -> BENCH.ask(question(List.of("RTX 9999"), "qwen3:8b=1")));
    }

    private static void assertRefused(String why, Runnable asking) {
        RefusedException e = assertThrows(RefusedException.class, asking::run);
        assertTrue(
                e.refusal().said().toString().contains(why), e.refusal().said().toString());
    }

    /** A host that ssh does not reach is named; without another machine that is all that can be said. */
    @Test
    void aHostThatCannotBeReadIsLeftOut() throws IOException {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "runs sh");
        Path ssh = folder.resolve("ssh");
        Files.writeString(ssh, "#!/bin/sh\necho 'ssh: connect to host box1 port 22: No route to host' >&2\nexit 255\n");
        assertTrue(ssh.toFile().setExecutable(true));
        Workbench bench = bench(Map.of("PATH", folder + ":/usr/bin:/bin"));
        FleetQuestion beside = new FleetQuestion(
                List.of("RTX 3090"),
                List.of("box1"),
                Optional.empty(),
                List.of(FleetWant.parse("qwen3:8b=2")),
                Optional.empty());
        FleetAnswer answer = bench.ask(beside);
        assertEquals(1, answer.machines());
        assertTrue(
                answer.notes().stream().anyMatch(n -> n.startsWith("box1 is left out:") && n.contains("No route")),
                answer.notes().toString());
        FleetQuestion alone =
                new FleetQuestion(List.of(), List.of("box1"), Optional.empty(), beside.wants(), Optional.empty());
        assertRefused("no machine is left", () -> bench.ask(alone));
        FleetQuestion option = new FleetQuestion(
                List.of(), List.of("-oProxyCommand=x"), Optional.empty(), beside.wants(), Optional.empty());
        assertRefused("is no host for ssh", () -> bench.ask(option));
    }

    @Test
    void nodesWithoutANameForTheirCardsAreLeftOut() {
        FleetWant want = FleetWant.parse("qwen3:8b=2");
        String nodes = """
                {"apiVersion":"v1","kind":"List","items":[
                {"metadata":{"name":"a","labels":{"nvidia.com/gpu.product":"NVIDIA-A10"}},
                 "status":{"allocatable":{"memory":"64Gi","cpu":"16","nvidia.com/gpu":"1"}}},
                {"metadata":{"name":"b","labels":{}},
                 "status":{"allocatable":{"memory":"64Gi","cpu":"16","nvidia.com/gpu":"1"}}}]}
                """;
        FleetAnswer answer =
                BENCH.ask(new FleetQuestion(List.of(), List.of(), Optional.of(nodes), List.of(want), Optional.empty()));
        assertEquals(1, answer.machines());
        assertEquals(List.of("a"), answer.kinds().getFirst().names());
        assertTrue(
                answer.notes().stream().anyMatch(n -> n.startsWith("b ")),
                answer.notes().toString());
        assertRefused(
                "not JSON",
                () -> BENCH.ask(new FleetQuestion(
                        List.of(), List.of(), Optional.of("no JSON"), List.of(want), Optional.empty())));
    }
}
