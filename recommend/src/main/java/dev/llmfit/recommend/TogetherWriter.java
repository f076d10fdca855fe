package dev.llmfit.recommend;

import dev.llmfit.gguf.Model;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.fit.Sizer;
import dev.llmfit.recommend.offer.ModelProfile;
import dev.llmfit.recommend.search.SeveralSearch;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.wish.PlannedLaunch;
import dev.llmfit.recommend.wish.Situation;
import dev.llmfit.rules.RuleBook;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Turns launches that run at the same time into candidates; what grows in RAM after their start shares what is left. */
record TogetherWriter(
        List<SeveralSearch.Part> parts, Machine machine, Budgets budgets, RuleBook rules, Engines engines) {
    Together write() {
        SeveralSearch search = new SeveralSearch(parts, machine, budgets, engines);
        List<Integer> everyone = IntStream.range(0, parts.size()).boxed().toList();
        Optional<List<PlannedLaunch>> together = search.best(everyone);
        List<Integer> fit = together.isPresent() ? everyone : search.most();
        List<PlannedLaunch> launches = together.or(() -> search.best(fit)).orElse(List.of());
        Budgets left = search.beside(launches);
        List<Candidate> placed = new ArrayList<>();
        long grows = 0;
        for (int i = 0; i < launches.size(); i++) {
            List<PlannedLaunch> others = new ArrayList<>(launches);
            others.remove(i);
            Budgets beside = search.beside(others);
            Bytes share = Bytes.of(left.host().count() / launches.size() * (launches.size() - 1));
            Budgets own = new Budgets(beside.devices(), beside.host().minus(share), beside.shared(), beside.memory());
            Candidate c = candidate(parts.get(fit.get(i)), fixed(launches.get(i)), own, i + 1);
            grows = Math.addExact(
                    grows, c.growth().bound().orElse(c.growth().expected()).count());
            placed.add(c);
        }
        Map<String, Bytes> remaining = new LinkedHashMap<>();
        for (int d = 0; d < left.devices().size(); d++) {
            remaining.put(machine.devices().get(d).name(), left.devices().get(d));
        }
        remaining.put("host", Bytes.of(Math.max(0, left.host().count() - grows)));
        List<String> missing = everyone.stream()
                .filter(i -> !fit.contains(i))
                .map(i -> parts.get(i).offer().name())
                .toList();
        return new Together(engines.build(), placed, missing, remaining);
    }

    private Candidate candidate(SeveralSearch.Part part, PlannedLaunch launch, Budgets own, int rank) {
        Situation s = part.situation();
        Situation beside = new Situation(s.machine(), own, s.request(), s.objective(), s.facts(), s.findings());
        return new CandidateWriter(beside, rules, engines)
                .write(launch, ModelProfile.of(part.offer().shape()), rank, false);
    }

    /** Returns the launch with its split written out: llama.cpp's own one depends on what the others have taken when it starts. */
    private PlannedLaunch fixed(PlannedLaunch launch) {
        LaunchOptions options = launch.options();
        boolean own = machine.devices().size() > 1
                && options.nGpuLayers() > 0
                && options.tensorSplit().isEmpty()
                && options.splitMode() == LaunchOptions.SplitMode.LAYER;
        if (!own) {
            return launch;
        }
        List<Double> counts = new ArrayList<>();
        for (int d = 0; d < machine.devices().size(); d++) {
            int device = d;
            counts.add((double) launch.estimate().layerDevice().stream()
                    .filter(on -> on == device)
                    .count());
        }
        LaunchOptions explicit = options.withTensorSplit(counts);
        Model model = launch.offer().model(launch.fileType());
        return new Sizer(engines.memory(), model, budgets.memory(), engines.build())
                .size(explicit)
                .map(e -> launch.with(explicit, e))
                .orElse(launch);
    }
}
