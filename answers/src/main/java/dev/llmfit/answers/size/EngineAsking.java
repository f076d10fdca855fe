package dev.llmfit.answers.size;

import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.EngineException;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.llamacpp.LlamaCpp;
import dev.llmfit.engine.phantom.PhantomRun;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.units.Hint;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Asks an installed llama.cpp what a launch takes; writes a phantom if there is no real file. */
final class EngineAsking {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private EngineAsking() {}

    /**
     * Asks the engine of a question.
     *
     * @param sized the launch, without adapters, projector and draft model
     * @throws EngineException if there is no such engine, it has no llama-fit-params or refuses the launch
     */
    static EngineSays of(Workbench bench, SizeQuestion question, SizeAnswering.Sized sized) {
        String name = question.engine().orElseThrow();
        if (!(bench.engineFinder().named(name) instanceof LlamaCpp llama)) {
            throw new EngineException(
                    EngineException.Kind.UNSUPPORTED,
                    "only an installed llama.cpp says what a launch takes, not '" + name + "'",
                    Hint.plain("name a folder of llama.cpp's programs"));
        }
        SizedLaunch own = sized.own();
        Launch launch =
                new Launch(own.options(), OptionalInt.empty(), question.place().rpcServers());
        Optional<Path> file = sized.found().file().filter(f -> sized.found().whole());
        List<BufferSizes> said;
        if (file.isPresent()) {
            said = llama.fitPrint(file.get(), launch, LIMIT);
        } else {
            try (PhantomRun phantom =
                    PhantomRun.write(own.model(), bench.environment().temporary())) {
                said = llama.fitPrint(phantom.path(), launch, LIMIT);
            }
        }
        EngineBuild build = EngineBuild.modelled(llama.describe().build());
        Estimate estimate = sized.estimator()
                .estimate(
                        own.model(),
                        DeviceMemory.of(own.machine()),
                        own.options().withNOutputsMax(0),
                        build);
        List<BufferSizes> predicted = new ArrayList<>(estimate.devices());
        predicted.add(estimate.host());
        return new EngineSays(llama.describe().title(), said, predicted);
    }
}
