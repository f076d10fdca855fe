package dev.llmfit.answers.fleet;

import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.recommend.Offers;
import dev.llmfit.answers.recommend.StoreNotes;
import dev.llmfit.answers.recommend.Trained;
import dev.llmfit.engine.Progress;
import dev.llmfit.engine.store.EvidenceSource;
import dev.llmfit.engine.store.FailureSource;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.facts.CandidateFacts;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.fleet.CapacityFinder;
import dev.llmfit.recommend.fleet.FleetDemand;
import dev.llmfit.recommend.fleet.FleetKind;
import dev.llmfit.recommend.fleet.FleetPlacement;
import dev.llmfit.recommend.fleet.FleetWish;
import dev.llmfit.recommend.fleet.MachineCapacity;
import dev.llmfit.recommend.fleet.PlacementSearch;
import dev.llmfit.recommend.offer.ModelOffer;
import dev.llmfit.recommend.offer.ModelProfile;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.wish.Objective;
import dev.llmfit.units.AbandonedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Places models on a fleet. */
final class FleetAnswering {
    /** Divides by 2, 3 and 4, the sharers of a card. */
    private static final int ALL_SHARERS = 12;

    private final FleetQuestion question;
    private final Workbench bench;
    private final Progress progress;
    private final List<String> notes = new ArrayList<>();

    FleetAnswering(FleetQuestion question, Workbench bench, Progress progress) {
        this.question = question;
        this.bench = bench;
        this.progress = progress;
    }

    FleetAnswer answer() throws InterruptedException {
        FleetMachines read = new FleetMachines(bench, progress);
        read.read(question);
        notes.addAll(read.notes());
        List<MachineKind> kinds = MachineKind.of(read.machines());
        EvidenceSource evidence = bench.evidence();
        FailureSource failures = bench.failures();
        Engines engines = bench.estimators(evidence, failures);
        Machine first = kinds.getFirst().machine();
        Objective objective = CapacityFinder.objective(first, bench.rules(), engines);
        List<FleetWish> wishes =
                question.wants().stream().map(w -> wish(w, objective)).toList();
        CapacityFinder finder = new CapacityFinder(wishes, objective, engines);
        progress.step("what each machine holds", 0);
        Thread asking = Thread.currentThread();
        List<FleetKind> capacities = kinds.parallelStream()
                .peek(k -> AbandonedException.ifInterrupted(asking))
                .map(k -> new FleetKind(finder.of(k.machine()), k.names().size(), MachinePrice.watts(k.machine())))
                .toList();
        List<FleetDemand> demands = wishes.stream().map(FleetWish::demand).toList();
        progress.step("placement", 0);
        FleetPlacement placement = new PlacementSearch(capacities, demands).best();
        List<FleetAnswer.Want> wants = wants(wishes, placement, kinds, capacities);
        List<FleetAnswer.Group> groups = new ArrayList<>();
        List<FleetAnswer.Kind> shown = filled(kinds, wishes, capacities, placement, groups);
        progress.step("what more would change", 0);
        List<FleetAnswer.Change> changes = new FleetChanges(kinds, wishes, capacities, placement, finder).list();
        Optional<FleetGrowth> growth = question.growth().map(g -> {
            progress.step("growth", 0);
            return new GrowthAnswering(g, question.wants(), kinds, wishes, capacities).answer();
        });
        assumed(capacities);
        notes.addAll(StoreNotes.of(evidence, failures));
        return new FleetAnswer(
                engines.build(),
                shown,
                wants,
                groups,
                placement.used().size(),
                new FleetAnswer.Bound(placement.mostServed(), placement.value(demands), placement.fewestMachines()),
                changes,
                growth,
                notes);
    }

    private FleetWish wish(FleetWant want, Objective objective) {
        Offers.Named named = Offers.find(bench, want.model());
        ModelOffer offer = named.offer();
        Trained.check(offer.name(), offer.shape(), Optional.of(want.ctx()), Optional.empty());
        String type = named.fileType().orElseGet(offer::usualType);
        boolean reads = CandidateFacts.embeds(ModelProfile.of(offer.shape()), offer.listing());
        double comfort = objective.of(offer.listing()).comfortTps();
        double least = reads ? 0 : want.tps().orElse(comfort);
        if (named.fileType().isEmpty() && offer.fileTypes().size() > 1) {
            notes.add(offer.name() + ": " + type + " is taken, as no file type is named.");
        }
        if (reads) {
            notes.add(offer.name() + " reads and writes nothing: its users are counted by memory alone.");
        } else if (want.tps().isEmpty()) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%s: %.0f tok/s for each user are taken, what the rules call comfortable.",
                    offer.name(),
                    comfort));
        }
        return new FleetWish(
                offer.name(), offer, type, want.ctx(), least, new FleetDemand(want.users(), want.priority()));
    }

    private List<FleetAnswer.Want> wants(
            List<FleetWish> wishes, FleetPlacement placement, List<MachineKind> kinds, List<FleetKind> capacities) {
        List<FleetAnswer.Want> wants = new ArrayList<>();
        for (int w = 0; w < wishes.size(); w++) {
            FleetWish wish = wishes.get(w);
            int demand = w;
            int served = placement.served().get(w);
            int room = placement.used().stream()
                    .flatMap(u -> u.servers().stream())
                    .filter(s -> s.model().demand() == demand)
                    .mapToInt(s -> s.model().capacity() - s.users())
                    .sum();
            int users = wish.demand().users();
            wants.add(new FleetAnswer.Want(
                    wish.name(),
                    wish.fileType(),
                    wish.ctx(),
                    wish.leastTps(),
                    users,
                    served,
                    room,
                    wish.demand().priority(),
                    served == users ? Optional.empty() : Optional.of(why(w, wish, served, kinds, capacities))));
        }
        return wants;
    }

    private static String why(int w, FleetWish wish, int served, List<MachineKind> kinds, List<FleetKind> capacities) {
        int most = capacities.stream().mapToInt(k -> k.capacity().most(w)).max().orElse(0);
        if (most > 0) {
            return String.format(
                    Locale.ROOT,
                    "%,d of %,d users of %s are served: nothing is left of the machines that could hold more.",
                    served,
                    wish.demand().users(),
                    wish.name());
        }
        double file = wish.offer().fileBytes(wish.fileType()).gib();
        double largest = kinds.stream()
                        .mapToLong(k ->
                                Budgets.of(k.machine(), Budgets.DEFAULT_MARGIN).everything())
                        .max()
                        .orElse(0)
                / 0x1p30;
        String model = wish.name() + " " + wish.fileType();
        return file > largest
                ? String.format(
                        Locale.ROOT,
                        "No single machine holds %s: its file has %,.1f GiB, the largest machine %,.1f GiB for it. A group"
                                + " of machines could: llama.cpp over its RPC servers, or vLLM over several nodes.",
                        model,
                        file,
                        largest)
                : String.format(
                        Locale.ROOT,
                        "No machine serves one user of %s with %,d tokens at %.0f tok/s: it holds the file, and is too"
                                + " slow or has no room for the context.",
                        model,
                        wish.ctx(),
                        wish.leastTps());
    }

    /** Gives names to the machines of the placement, and gathers those that are filled alike. */
    private static List<FleetAnswer.Kind> filled(
            List<MachineKind> kinds,
            List<FleetWish> wishes,
            List<FleetKind> capacities,
            FleetPlacement placement,
            List<FleetAnswer.Group> groups) {
        int[] taken = new int[kinds.size()];
        Map<FleetPlacement.Used, List<String>> alike = new LinkedHashMap<>();
        for (FleetPlacement.Used used : placement.used()) {
            String name = kinds.get(used.kind()).names().get(taken[used.kind()]++);
            alike.computeIfAbsent(used, _ -> new ArrayList<>()).add(name);
        }
        alike.forEach((used, names) -> {
            MachineCapacity capacity = capacities.get(used.kind()).capacity();
            groups.add(new FleetAnswer.Group(
                    used.kind(),
                    names,
                    used.servers().stream()
                            .map(s -> new FleetAnswer.Server(
                                    s.model().demand(),
                                    s.model(),
                                    s.users(),
                                    Math.multiplyExact(
                                            wishes.get(s.model().demand()).ctx(), Math.max(1, s.users()))))
                            .toList(),
                    freeCards(capacity, used)));
        });
        return IntStream.range(0, kinds.size())
                .mapToObj(k -> new FleetAnswer.Kind(
                        kinds.get(k).title(),
                        kinds.get(k).names(),
                        kinds.get(k).machine().devices().size(),
                        IntStream.range(0, wishes.size())
                                .mapToObj(w -> capacities.get(k).capacity().most(w))
                                .toList(),
                        capacities.get(k).watts(),
                        kinds.get(k)
                                .names()
                                .subList(taken[k], kinds.get(k).names().size())))
                .toList();
    }

    /** A card that servers share is counted once: the parts of its memory add up to no more than eight. */
    private static int freeCards(MachineCapacity capacity, FleetPlacement.Used used) {
        int all = capacity.cards();
        int own = 0;
        int sharing = 0;
        for (FleetPlacement.Server s : used.servers()) {
            own += s.model().alone() ? s.model().cards() : 0;
            sharing += s.model().alone() ? 0 : ALL_SHARERS / s.model().sharers();
        }
        return Math.max(0, all - own - Math.ceilDiv(sharing, ALL_SHARERS));
    }

    private void assumed(List<FleetKind> capacities) {
        notes.add(
                "Memory is exact for llama.cpp with keys and values of f16; speeds are those of the speed model with all"
                        + " users writing and half of each context filled.");
        notes.add(
                "Servers that share a card are promised their speed while the others write too: of two each has half of"
                        + " the time, of four a quarter.");
        if (capacities.stream().anyMatch(k -> k.watts() == 0)) {
            notes.add(
                    "Of some machines nobody knows what they draw: among equal placements they count as drawing nothing.");
        }
    }
}
