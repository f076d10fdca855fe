package dev.llmfit.answers.recommend;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.rpc.RemoteDevices;
import dev.llmfit.answers.rpc.RpcWish;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Recommendation;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Holds a group of machines against the best single one. */
final class RpcGroupAnswering {
    /** By so much a group has to generate faster to be worth its network; predictions are wrong by more than less. Judgement. */
    private static final double WORTH = 1.1;

    private final RpcWish wish;
    private final Workbench bench;
    private final Function<Machine, RecommendAnswer> answering;

    /** An answer for a machine with what people call it. */
    private record Sided(String name, RecommendAnswer answer) {}

    RpcGroupAnswering(RpcWish wish, Workbench bench, Function<Machine, RecommendAnswer> answering) {
        this.wish = wish;
        this.bench = bench;
        this.answering = answering;
    }

    /** Returns the better of the group and the best single machine, with both in it. */
    RecommendAnswer answer(Machine here) {
        List<Machine> hardware = wish.hardware().stream()
                .map(HardwareSelector::named)
                .map(bench::machine)
                .toList();
        RecommendAnswer group = RemoteDevices.orders(here, servers(hardware)).stream()
                .map(answering)
                .reduce((a, b) -> exceeds(b, a) ? b : a)
                .orElseThrow();
        List<Sided> sides = new ArrayList<>();
        sides.add(new Sided("here", answering.apply(here)));
        for (int i = 0; i < hardware.size(); i++) {
            sides.add(new Sided(wish.hardware().get(i), answering.apply(hardware.get(i))));
        }
        Sided single = sides.stream()
                .reduce((a, b) -> exceeds(b.answer(), a.answer()) ? b : a)
                .orElseThrow();
        boolean rated = hardware.stream().noneMatch(m -> m.devices().isEmpty());
        boolean better = isBetter(group, single.answer(), rated);
        RpcGroup told = new RpcGroup(
                better,
                choice(better, group, single),
                fitting(group),
                fitting(single.answer()),
                single.name(),
                fitting(group).map(RpcGroupAnswering::commands).orElse(List.of()));
        RecommendAnswer chosen = better ? group : single.answer();
        return chosen.beside(told, assumed(hardware));
    }

    private List<RemoteDevices.Server> servers(List<Machine> hardware) {
        try {
            return RemoteDevices.of(wish, hardware);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(
                    Refusal.usage(
                            "recommend",
                            Hint.of(e.getMessage() + ". For example {0}.", new Change("rpc", "192.168.0.5:50052"))),
                    e);
        }
    }

    private List<String> assumed(List<Machine> hardware) {
        List<String> assumed = new ArrayList<>();
        if (wish.planned() && wish.links().isEmpty()) {
            assumed.add(
                    "The network to servers that are not there yet is taken to be gigabit Ethernet with a round trip of 0.3 ms.");
        }
        for (int i = 0; i < hardware.size(); i++) {
            if (hardware.get(i).devices().isEmpty()) {
                assumed.add(
                        wish.hardware().get(i)
                                + " has no GPU: prompts of a group with it are slower than predicted here, which rates its server by bandwidth alone.");
            }
        }
        return assumed;
    }

    private static Optional<Candidate> fitting(RecommendAnswer answer) {
        return answer.found().outcome() == Recommendation.Outcome.NOTHING_FITS ? Optional.empty() : answer.first();
    }

    private static boolean exceeds(RecommendAnswer a, RecommendAnswer b) {
        Optional<Candidate> first = fitting(a);
        Optional<Candidate> second = fitting(b);
        return first.isPresent()
                && (second.isEmpty()
                        || first.get().score().compareTo(second.get().score()) > 0);
    }

    /**
     * A group is better where it is worth more and is another file or model, or so much faster that the network pays.
     *
     * @param rated whether its speed can be relied on
     */
    private static boolean isBetter(RecommendAnswer group, RecommendAnswer single, boolean rated) {
        if (!exceeds(group, single) || fitting(single).isEmpty()) {
            return exceeds(group, single);
        }
        Candidate a = fitting(group).orElseThrow();
        Candidate b = fitting(single).orElseThrow();
        boolean uses = a.plan().options().nGpuLayers() > 0;
        boolean other = !a.fileType().equals(b.fileType()) || !a.model().equals(b.model()) || a.ctxEach() > b.ctxEach();
        return uses && (other || (rated && a.each().mid() >= WORTH * b.each().mid()));
    }

    private static String choice(boolean better, RecommendAnswer group, Sided single) {
        String place = single.name().equals("here") ? "this machine alone" : single.name() + " alone";
        String together =
                fitting(group).map(c -> "The group runs " + figures(c)).orElse("Nothing fits the group");
        String alone =
                fitting(single.answer()).map(c -> place + " runs " + figures(c)).orElse("nothing fits " + place);
        return better
                ? together + "; " + alone + "."
                : "The group is no better. " + together + "; " + alone + ": take " + place + ".";
    }

    private static String figures(Candidate c) {
        return String.format(
                Locale.ROOT,
                "%s %s with %,d tokens of context (%s) at %.1f tok/s, prompts at %,.0f",
                c.model(),
                c.fileType(),
                c.ctxEach(),
                c.verdict().id(),
                c.each().mid(),
                c.speed().pp().mid());
    }

    /** Returns what starts each server of a launch. {@code rpc-server} is the program's name in builds before {@code ggml-rpc-server}. */
    private static List<String> commands(Candidate c) {
        return c.plan().rpc().stream()
                .map(endpoint -> {
                    int colon = endpoint.lastIndexOf(':');
                    return "ggml-rpc-server -H " + endpoint.substring(0, colon) + " -p "
                            + endpoint.substring(colon + 1);
                })
                .toList();
    }
}
