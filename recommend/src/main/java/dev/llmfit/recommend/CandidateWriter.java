package dev.llmfit.recommend;

import dev.llmfit.gguf.Model;
import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Device;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.emit.ChatSettings;
import dev.llmfit.recommend.emit.ImageInput;
import dev.llmfit.recommend.emit.Plan;
import dev.llmfit.recommend.emit.PlannedGpus;
import dev.llmfit.recommend.emit.Target;
import dev.llmfit.recommend.facts.CandidateFacts;
import dev.llmfit.recommend.facts.FirstRow;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.fit.CacheLimits;
import dev.llmfit.recommend.fit.Sizer;
import dev.llmfit.recommend.offer.ModelProfile;
import dev.llmfit.recommend.ollama.OllamaOutlook;
import dev.llmfit.recommend.search.GuessedAhead;
import dev.llmfit.recommend.search.LargestContext;
import dev.llmfit.recommend.search.ProjectorRoom;
import dev.llmfit.recommend.speed.Engines;
import dev.llmfit.recommend.speed.Pace;
import dev.llmfit.recommend.speed.Speed;
import dev.llmfit.recommend.wish.PlannedLaunch;
import dev.llmfit.recommend.wish.Situation;
import dev.llmfit.recommend.wish.UseCase;
import dev.llmfit.recommend.wish.Verdict;
import dev.llmfit.rules.Fact;
import dev.llmfit.rules.Facts;
import dev.llmfit.rules.Finding;
import dev.llmfit.rules.Rule;
import dev.llmfit.rules.RuleBook;
import dev.llmfit.sizing.DeviceUse;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.FailedLaunch;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchUse;
import dev.llmfit.sizing.ServerCaches;
import dev.llmfit.sizing.speed.Energy;
import dev.llmfit.sizing.speed.Turn;
import dev.llmfit.sizing.speed.TurnTime;
import dev.llmfit.units.Bytes;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Turns a launch into a candidate: memory with overhead, reasons of the rules, commands. */
final class CandidateWriter {
    private final Situation situation;
    private final RuleBook rules;
    private final Engines engines;

    CandidateWriter(Situation situation, RuleBook rules, Engines engines) {
        this.situation = situation;
        this.rules = rules;
        this.engines = engines;
    }

    /** Returns the candidate; {@code detailed} adds what costs further sizing. */
    Candidate write(PlannedLaunch launch, ModelProfile profile, int rank, boolean detailed) {
        return write(launch, profile, rank, detailed, Optional.empty());
    }

    /** Returns the candidate beside the first one of the list. */
    Candidate write(PlannedLaunch launch, ModelProfile profile, int rank, boolean detailed, Optional<FirstRow> first) {
        Model model = launch.offer().model(launch.fileType());
        Budgets budgets = engines.learned(situation.budgets(), situation.machine(), model);
        ProjectorRoom projector =
                ProjectorRoom.of(launch.offer(), situation.objective().useCase(), situation.machine(), engines.build());
        Budgets left = projector.left(budgets);
        LaunchUse memory = budgets.use(situation.machine(), projector.beside(launch.estimate()));
        Optional<Integer> maxCtx =
                detailed ? Optional.of(new LargestContext(launch, profile, left, engines).find()) : Optional.empty();
        Facts facts = CandidateFacts.of(situation, left, launch, profile, rank, first);
        Facts.Builder more =
                facts.toBuilder().set(Fact.REQUEST_CTX, situation.objective().ctxEach());
        maxCtx.ifPresent(
                c -> more.set(Fact.CANDIDATE_MAX_CTX, c / launch.options().nParallel()));
        projector.weights().ifPresent(b -> more.set(Fact.CANDIDATE_PROJECTOR_GIB, b.gib()));
        Bytes borrowed = left.borrowed(launch.estimate());
        if (borrowed.count() > 0) {
            more.set(Fact.CANDIDATE_BORROWED_GIB, borrowed.gib());
        }
        lesson(more, model);
        split(more, launch, left);
        swaFull(launch, profile, detailed).ifPresent(b -> more.set(Fact.CANDIDATE_SWA_FULL_GIB, b.gib()));
        LaunchOptions options = limited(launch, profile, left);
        Plan plan = plan(launch, options, memory, profile, projector);
        List<Finding> because = rules.apply(Rule.Scope.CANDIDATE, more.build());
        return new Candidate(
                rank,
                launch.offer().name(),
                launch.fileType(),
                launch.fileBytes(),
                launch.verdict(),
                options,
                launch.estimate().flashAttn(),
                launch.estimate().layerDevice().size(),
                memory.devices(),
                memory.host(),
                plan.growth(),
                budgets.lending(launch.estimate()),
                launch.speed(),
                full(launch),
                launch.options().loadMtp()
                        ? GuessedAhead.speed(engines, situation.machine(), launch)
                        : Optional.empty(),
                launch.quality(),
                launch.score(),
                launch.score().tier() < 2,
                maxCtx,
                because,
                commands(plan),
                outlook(launch, profile, detailed),
                launch.options().nParallel() > 1 && launch.verdict() != Verdict.NO_FIT
                        ? Optional.of(Serving.of(engines.speed(), launch, situation.machine()))
                        : Optional.empty(),
                turns(launch),
                energy(launch),
                plan);
    }

    private Optional<Speed.Range> full(PlannedLaunch launch) {
        if (launch.verdict() == Verdict.NO_FIT || launch.options().nParallel() > 1) {
            return Optional.empty();
        }
        return Optional.of(engines.speed()
                .serving(
                        launch.offer().model(launch.fileType()),
                        situation.machine(),
                        launch.options(),
                        launch.estimate().layerDevice(),
                        launch.options().nCtx()));
    }

    private List<TurnTime> turns(PlannedLaunch launch) {
        if (launch.verdict() == Verdict.NO_FIT) {
            return List.of();
        }
        int each = launch.options().nCtx() / launch.options().nParallel();
        Turn first = situation.objective().turn().in(each);
        return Stream.of(first, first.next())
                .filter(turn -> turn.tokens() <= each && (turn.kept() == 0 || turn.answer() > 0))
                .map(turn -> engines.speed()
                        .turn(
                                launch.offer().model(launch.fileType()),
                                situation.machine(),
                                launch.options(),
                                launch.estimate().layerDevice(),
                                turn))
                .toList();
    }

    private Optional<Energy> energy(PlannedLaunch launch) {
        return launch.verdict() == Verdict.NO_FIT
                ? Optional.empty()
                : engines.speed()
                        .energy(
                                launch.offer().model(launch.fileType()),
                                situation.machine(),
                                launch.options(),
                                launch.estimate().layerDevice());
    }

    /** Returns the launch with what llama-server may keep after its start, within what is left of the host's memory. */
    private static LaunchOptions limited(PlannedLaunch launch, ModelProfile profile, Budgets budgets) {
        boolean generates = !CandidateFacts.embeds(profile, launch.offer().listing());
        return launch.options()
                .withServerCaches(
                        CacheLimits.of(launch.estimate().growth(), budgets.hostLeft(launch.estimate()), generates));
    }

    /** Adds the failure that keeps launches of this layout lowest, if it keeps them below the budget. */
    private void lesson(Facts.Builder facts, Model model) {
        Budgets budgets = situation.budgets();
        engines.failures().of(situation.machine(), model).stream()
                .filter(f -> !budgets.below(List.of(f), situation.machine()).equals(budgets))
                .min(Comparator.comparing(FailedLaunch::needed))
                .ifPresent(f -> facts.set(Fact.CANDIDATE_FAILED_GIB, f.needed().gib())
                        .set(Fact.CANDIDATE_FAILED_FREE_GIB, f.free().gib())
                        .set(Fact.CANDIDATE_FAILED_POOL, f.pool()));
    }

    /** Adds why layers lie on several GPUs, or on one of them, as they do. */
    private void split(Facts.Builder facts, PlannedLaunch launch, Budgets budgets) {
        LaunchOptions options = launch.options();
        if (budgets.devices().size() < 2 || options.nGpuLayers() == 0) {
            return;
        }
        if (options.tensorSplit().isEmpty()) {
            facts.set(Fact.CANDIDATE_SPLIT, options.splitMode() == LaunchOptions.SplitMode.NONE ? "one" : "own");
            return;
        }
        LaunchOptions own = options.withTensorSplit(List.of());
        Model model = launch.offer().model(launch.fileType());
        Optional<Estimate> estimate = new Sizer(engines.memory(), model, budgets.memory(), engines.build()).size(own);
        Pace pace = new Pace(engines.speed(), model, situation.machine(), Pace.Wanted.GENERATION);
        estimate.ifPresent(e -> facts.set(Fact.CANDIDATE_OWN_SPLIT_TG, pace.counted(own, e.layerDevice())));
        facts.set(Fact.CANDIDATE_SPLIT, estimate.filter(budgets::devicesFit).isPresent() ? "faster" : "fits");
    }

    /** Returns what --swa-full would add; sized only if asked for. */
    private Optional<Bytes> swaFull(PlannedLaunch launch, ModelProfile profile, boolean detailed) {
        if (!detailed || !profile.swa()) {
            return Optional.empty();
        }
        LaunchOptions options = launch.options().withSwaFull(true);
        return new Sizer(
                        engines.memory(),
                        launch.offer().model(launch.fileType()),
                        situation.budgets().memory(),
                        engines.build())
                .size(options)
                .map(e -> context(e).minus(context(launch.estimate())));
    }

    /** Returns what Ollama would do with the launch; nothing where it has no such launch: it ranks nothing and knows no RPC servers. */
    private Optional<OllamaOutlook> outlook(PlannedLaunch launch, ModelProfile profile, boolean detailed) {
        boolean runs = !launch.offer().listing().purposes().contains("rerank")
                && situation.machine().devices().stream().noneMatch(d -> Backend.ofDeviceName(d.name()) == Backend.RPC);
        return detailed && runs
                ? Optional.of(OllamaOutlook.of(situation.machine(), launch, profile, engines))
                : Optional.empty();
    }

    private static Bytes context(Estimate estimate) {
        Bytes sum = estimate.host().context();
        for (var device : estimate.devices()) {
            sum = sum.plus(device.context());
        }
        return sum;
    }

    private Plan plan(
            PlannedLaunch launch,
            LaunchOptions options,
            LaunchUse memory,
            ModelProfile profile,
            ProjectorRoom projector) {
        ServerCaches caches = options.serverCaches();
        return new Plan(
                launch.offer().name(),
                launch.fileType(),
                launch.offer().source(launch.fileType()),
                new ImageInput(launch.offer().listing().vision(), projector.weights()),
                launch.offer().ollama(launch.fileType()),
                options,
                launch.estimate().flashAttn(),
                launch.estimate().layerDevice().size(),
                new PlannedGpus(
                        situation.machine().devices().size(),
                        situation.machine().devices().stream().findFirst().map(Device::backend),
                        memory.devices().stream()
                                .map(CandidateWriter::most)
                                .max(Comparator.naturalOrder())
                                .orElse(Bytes.ZERO)),
                situation.machine().cpu().threads(),
                most(memory.host()),
                launch.estimate()
                        .growth()
                        .within(caches.cacheRam(engines.build()), caches.ctxCheckpoints(engines.build())),
                CandidateFacts.embeds(profile, launch.offer().listing()),
                situation.objective().useCase() == UseCase.AUTOCOMPLETE
                        ? ChatSettings.NONE // an editor asks for the text between, and says how
                        : ChatSettings.of(launch.offer().listing()),
                servers(situation.machine()));
    }

    /** Returns where the RPC servers of a machine's devices listen; a device's description begins with it. */
    private static List<String> servers(Machine machine) {
        return machine.devices().stream()
                .filter(d -> Backend.ofDeviceName(d.name()) == Backend.RPC)
                .map(d -> d.description().split(" ", 2)[0])
                .distinct()
                .toList();
    }

    private static Bytes most(DeviceUse use) {
        return use.buffers().total().plus(use.overhead().high());
    }

    private static Map<String, String> commands(Plan plan) {
        Map<String, String> commands = new LinkedHashMap<>();
        commands.put("llama.cpp", Target.LLAMA_SERVER.emit(plan));
        if (Target.OLLAMA.obstacle(plan).isEmpty()) {
            commands.put("ollama", Target.OLLAMA.emit(plan));
        }
        return commands;
    }
}
