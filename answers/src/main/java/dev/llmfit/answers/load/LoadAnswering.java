package dev.llmfit.answers.load;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.measure.ChosenModel;
import dev.llmfit.answers.measure.FittingLaunch;
import dev.llmfit.answers.measure.UsualModel;
import dev.llmfit.answers.measure.WantedLaunch;
import dev.llmfit.engine.Endpoint;
import dev.llmfit.engine.Engine;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.LoadedModel;
import dev.llmfit.engine.MachineLoad;
import dev.llmfit.engine.Progress;
import dev.llmfit.engine.load.LoadResult;
import dev.llmfit.engine.load.LoadTest;
import dev.llmfit.engine.phantom.PhantomRun;
import dev.llmfit.engine.server.OpenAiServer;
import dev.llmfit.engine.store.HardwareFingerprint;
import dev.llmfit.engine.store.Keeping;
import dev.llmfit.engine.store.ModelIdentity;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Change;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Puts a server under load: one that runs, or a llama-server that is started for it. */
final class LoadAnswering {
    /** Tokens of each slot beside prompts and answers: chat templates, and room. */
    private static final int SPARE = 256;

    /** What llama-server calls its model. */
    private static final String STARTED = "default";

    private final LoadQuestion question;
    private final Workbench bench;
    private final Progress progress;
    private final Engine engine;
    private final String name;
    private final Machine machine;
    private final MachineLoad load;

    LoadAnswering(LoadQuestion question, Workbench bench, Progress progress) {
        this.question = question;
        this.bench = bench;
        this.progress = progress;
        this.engine = question.use().find(bench);
        this.name = UsualModel.of(question.model(), engine);
        this.machine = bench.machine(HardwareSelector.THIS_MACHINE);
        this.load = bench.load();
    }

    LoadAnswer answer() throws IOException {
        LoadAnswer answer = switch (endpoint()) {
            case Endpoint.Running server -> running(server);
            case Endpoint.OnceLoaded() -> started();
        };
        if (!question.use().keep()) {
            return answer;
        }
        if (!load.isQuiet()) {
            return answer.notKept(Keeping.busy(load));
        }
        return bench.measurements()
                .addLoad(LoadDocument.of(answer))
                .map(answer::notKept)
                .orElseGet(() -> answer.storedIn(bench.measurements().loadPath()));
    }

    private Endpoint endpoint() {
        return engine.endpoint()
                .orElseThrow(() -> new RefusedException(new Refusal(
                        Refusal.Kind.ENGINE,
                        "engine-unsupported",
                        "A load test needs llama-server or an OpenAI-compatible server.",
                        Hint.of("name one with {0}", new Change("server", "http://127.0.0.1:8080")))));
    }

    private LoadAnswer running(Endpoint.Running server) {
        LoadTest test = question.test(name);
        LoadResult result = test.run(new OpenAiServer(server.address()), progress);
        ModelIdentity model = new ModelIdentity("served:" + name, name, "", 0);
        return answer(model, false, Optional.empty(), test, result);
    }

    private LoadAnswer started() throws IOException {
        ChosenModel chosen = ChosenModel.of(bench, name);
        LoadTest test = question.test(STARTED);
        WantedLaunch wanted = launch(test, chosen);
        new FittingLaunch.Choice(bench, machine).check(chosen.meant(), chosen.model(), wanted, 0);
        progress.step("loading", 0);
        if (chosen.file().isPresent()) {
            return load(chosen, chosen.file().get(), test, wanted.launch());
        }
        try (PhantomRun phantom =
                PhantomRun.write(chosen.model(), bench.environment().temporary())) {
            return load(chosen, phantom.path(), test, wanted.launch());
        }
    }

    private LoadAnswer load(ChosenModel chosen, Path file, LoadTest test, Launch launch) {
        try (LoadedModel server = engine.load(file, launch, true, test.limit())) {
            LoadResult result = test.run(new OpenAiServer(server.address().orElseThrow()), progress);
            boolean phantom = chosen.file().isEmpty();
            return answer(ModelIdentity.of(chosen.model()), phantom, Optional.of(launch), test, result);
        }
    }

    /** A slot for each client, and context for two exchanges in each, unless the launch says otherwise; the rest as recommended. */
    private WantedLaunch launch(LoadTest test, ChosenModel chosen) {
        LaunchOptions asked = question.launch().launch().options();
        LaunchOptions options = question.launch().contextNamed()
                ? asked
                : new FittingLaunch.Choice(bench, machine)
                        .chosen(chosen.meant(), chosen.model(), question.launch())
                        .launch()
                        .options()
                        .withNCtx(0);
        int slots = options.nParallel() > 1 ? options.nParallel() : test.concurrency();
        int context = options.nCtx() > 0
                ? options.nCtx()
                : Math.multiplyExact(2 * (test.promptTokens() + test.generate()) + SPARE, slots);
        return question.launch()
                .with(options.withNParallel(slots).withNCtx(context).withNOutputsMax(slots));
    }

    private LoadAnswer answer(
            ModelIdentity model, boolean phantom, Optional<Launch> launch, LoadTest test, LoadResult result) {
        return new LoadAnswer(
                Instant.now(),
                HardwareFingerprint.of(machine),
                model,
                phantom,
                engine.describe(),
                launch,
                test,
                result,
                load,
                Optional.empty(),
                Optional.empty());
    }
}
