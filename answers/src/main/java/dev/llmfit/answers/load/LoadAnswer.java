package dev.llmfit.answers.load;

import dev.llmfit.answers.Answer;
import dev.llmfit.engine.EngineDescription;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.MachineLoad;
import dev.llmfit.engine.load.LoadResult;
import dev.llmfit.engine.load.LoadTest;
import dev.llmfit.engine.store.HardwareFingerprint;
import dev.llmfit.engine.store.ModelIdentity;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * What a server did under load.
 *
 * @param time when
 * @param hardware where
 * @param model what answered
 * @param phantom whether its weights were absent
 * @param engine who answered
 * @param launch how the server was started; empty for one that ran already
 * @param test what was asked of it
 * @param result what it did
 * @param load how busy the machine was before
 * @param store the file where it is kept; empty if it is not
 * @param notKept why it is not, a sentence without a final stop; empty where nobody wanted to keep it
 */
public record LoadAnswer(
        Instant time,
        HardwareFingerprint hardware,
        ModelIdentity model,
        boolean phantom,
        EngineDescription engine,
        Optional<Launch> launch,
        LoadTest test,
        LoadResult result,
        MachineLoad load,
        Optional<Path> store,
        Optional<String> notKept)
        implements Answer {
    LoadAnswer storedIn(Path file) {
        return with(Optional.of(file), Optional.empty());
    }

    LoadAnswer notKept(String reason) {
        return with(Optional.empty(), Optional.of(reason));
    }

    private LoadAnswer with(Optional<Path> file, Optional<String> reason) {
        return new LoadAnswer(time, hardware, model, phantom, engine, launch, test, result, load, file, reason);
    }
}
