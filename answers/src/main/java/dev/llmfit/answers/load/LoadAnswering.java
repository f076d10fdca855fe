package dev.llmfit.answers.load;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.measure.ChosenModel;
import dev.llmfit.answers.measure.UsualModel;
import dev.llmfit.engine.BusyMachine;
import dev.llmfit.engine.Endpoint;
import dev.llmfit.engine.Engine;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.LoadedModel;
import dev.llmfit.engine.Progress;
import dev.llmfit.engine.load.LoadResult;
import dev.llmfit.engine.load.LoadTest;
import dev.llmfit.engine.phantom.PhantomRun;
import dev.llmfit.engine.server.OpenAiServer;
import dev.llmfit.engine.store.HardwareFingerprint;
import dev.llmfit.engine.store.ModelIdentity;
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

    LoadAnswering(LoadQuestion question, Workbench bench, Progress progress) {
        this.question = question;
        this.bench = bench;
        this.progress = progress;
        this.engine = question.use().find(bench);
        this.name = UsualModel.of(question.model(), engine);
    }

    LoadAnswer answer() throws IOException {
        Optional<String> busy = BusyMachine.note();
        LoadAnswer answer = switch (endpoint()) {
            case Endpoint.Running server -> running(server, busy);
            case Endpoint.OnceLoaded() -> started(busy);
        };
        return question.use().keep() ? answer.storedIn(bench.measurements().addLoad(LoadDocument.of(answer))) : answer;
    }

    private Endpoint endpoint() {
        return engine.endpoint()
                .orElseThrow(() -> new RefusedException(new Refusal(
                        Refusal.Kind.ENGINE,
                        "engine-unsupported",
                        "A load test needs llama-server or an OpenAI-compatible server.",
                        Hint.of("name one with {0}", new Change("server", "http://127.0.0.1:8080")))));
    }

    private LoadAnswer running(Endpoint.Running server, Optional<String> busy) {
        LoadTest test = question.test(name);
        LoadResult result = test.run(new OpenAiServer(server.address()), progress);
        ModelIdentity model = new ModelIdentity("served:" + name, name, "", 0);
        return answer(model, false, Optional.empty(), test, result, busy);
    }

    private LoadAnswer started(Optional<String> busy) throws IOException {
        ChosenModel chosen = ChosenModel.of(bench, name);
        progress.step("loading", 0);
        if (chosen.file().isPresent()) {
            return load(chosen, chosen.file().get(), busy);
        }
        try (PhantomRun phantom =
                PhantomRun.write(chosen.model(), bench.environment().temporary())) {
            return load(chosen, phantom.path(), busy);
        }
    }

    private LoadAnswer load(ChosenModel chosen, Path file, Optional<String> busy) {
        LoadTest test = question.test(STARTED);
        Launch launch = launch(test);
        try (LoadedModel server = engine.load(file, launch, true, test.limit())) {
            LoadResult result = test.run(new OpenAiServer(server.address().orElseThrow()), progress);
            boolean phantom = chosen.file().isEmpty();
            return answer(ModelIdentity.of(chosen.model()), phantom, Optional.of(launch), test, result, busy);
        }
    }

    /** A slot for each client, and context for two exchanges in each, unless the launch says otherwise. */
    private Launch launch(LoadTest test) {
        LaunchOptions options = question.launch().options();
        int slots = options.nParallel() > 1 ? options.nParallel() : test.concurrency();
        int context = options.nCtx() > 0
                ? options.nCtx()
                : Math.multiplyExact(2 * (test.promptTokens() + test.generate()) + SPARE, slots);
        return new Launch(
                options.withNParallel(slots).withNCtx(context).withNOutputsMax(slots),
                question.launch().threads(),
                question.launch().rpcServers());
    }

    private LoadAnswer answer(
            ModelIdentity model,
            boolean phantom,
            Optional<Launch> launch,
            LoadTest test,
            LoadResult result,
            Optional<String> busy) {
        return new LoadAnswer(
                Instant.now(),
                HardwareFingerprint.of(bench.machine(HardwareSelector.THIS_MACHINE)),
                model,
                phantom,
                engine.describe(),
                launch,
                test,
                result,
                busy,
                Optional.empty());
    }
}
