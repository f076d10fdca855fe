package dev.llmfit.answers.measure;

import dev.llmfit.answers.fields.LaunchFields;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.engine.Launch;
import dev.llmfit.sizing.LaunchOptions;
import java.time.Duration;
import java.util.OptionalInt;

/** What questions that run an engine have in common. */
public final class MeasureFields {
    private MeasureFields() {}

    /** Reads {@code engine}, {@code timeout} in seconds and {@code store}. */
    public static EngineUse use(QuestionFields fields) {
        int seconds = fields.whole(
                "timeout", 1, Math.toIntExact(EngineUse.DEFAULT.limit().toSeconds()));
        try {
            return new EngineUse(fields.text("engine"), Duration.ofSeconds(seconds), fields.truth("store", true));
        } catch (IllegalArgumentException e) {
            throw fields.wrong("timeout", "is " + seconds + ": " + e.getMessage());
        }
    }

    /**
     * Reads {@code options}, {@code threads}, {@code rpc_servers} and {@code force}. What is not told is as in llama-server with one slot; each
     * slot has its row of logits.
     */
    public static WantedLaunch launch(QuestionFields fields) {
        boolean named = fields.part("options").filter(o -> o.has("n_ctx")).isPresent();
        LaunchOptions options = LaunchFields.options(fields, LaunchOptions.defaults());
        OptionalInt threads = fields.whole("threads", 1);
        Launch launch = new Launch(
                options.nOutputsMax() == 0 ? options.withNOutputsMax(options.nParallel()) : options,
                threads,
                fields.texts("rpc_servers"));
        return new WantedLaunch(launch, named, fields.truth("force", false));
    }
}
