package dev.llmfit.answers.size;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.Settings;
import dev.llmfit.answers.State;
import dev.llmfit.answers.StateField;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.size.FitsAnswer.Range;
import dev.llmfit.answers.state.StateQuestions;
import dev.llmfit.engine.Progress;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FitsTest {
    private static final Workbench BENCH = Workbench.of(new Settings(Environment.ofProcess(), true));

    private static final String REST = "&file=Q4_K_M&ctx=8192&kv=f16&ngl=20&ncmoe=0&np=1&ub=512";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "machine=geforce-rtx-4070-12g&ram=32GiB&model=qwen3:14b",
                "machine=rtx4090-24g-64g&model=qwen3:32b",
                "machine=2x3090&model=gemma3:27b",
                "machine=rtx4090-24g-64g&model=qwen3:30b&ngl=all",
                "machine=rpi5-8g&model=llama3.2:3b"
            })
    void theNextValueDoesNotFit(String given) throws IOException {
        State state = State.parse(REST.substring(1) + "&" + given.replace("&ngl=all", ""));
        state = given.contains("ngl") ? state.with(StateField.NGL, State.ALL) : state;
        SizeQuestion question = new StateQuestions(state).size(BENCH, Progress.NONE);
        LaunchSeries series = LaunchSeries.of(question, BENCH);
        FitsAnswer fits = BENCH.ask(new FitsQuestion(question));
        LaunchOptions base = series.options();

        Range ctx = fits.ctx().orElseThrow();
        assertTrue(fits(series, base.withNCtx(ctx.most())), "-c " + ctx.most());
        assertTrue(ctx.most() == series.hyper().nCtxTrain() || !fits(series, base.withNCtx(ctx.most() + 256)));
        fits.layers().ifPresent(layers -> ends(series, layers, series.allLayers(), base::withNGpuLayers));
        fits.experts().ifPresent(experts -> ends(series, experts, series.allLayers() - 1, base::withNCpuMoe));
        Range slots = fits.slots().orElseThrow();
        assertTrue(fits(series, LaunchSeries.withSlots(base, slots.most())), "-np " + slots.most());
        assertTrue(
                slots.most() >= 64 || !fits(series, LaunchSeries.withSlots(base, slots.most() + 1)),
                slots + " of " + series.room(LaunchSeries.withSlots(base, slots.most() + 1)));
        assertEquals(
                fits.cache().contains(GgmlType.F16),
                fits(series, base.withTypeK(GgmlType.F16).withTypeV(GgmlType.F16)));
    }

    private static void ends(LaunchSeries series, Range range, int all, IntFunction<LaunchOptions> with) {
        assertTrue(fits(series, with.apply(range.least())), "least " + range);
        assertTrue(fits(series, with.apply(range.most())), "most " + range);
        assertTrue(range.most() == all || !fits(series, with.apply(range.most() + 1)), "above " + range);
        assertTrue(range.least() == 0 || !fits(series, with.apply(range.least() - 1)), "below " + range);
    }

    private static boolean fits(LaunchSeries series, LaunchOptions options) {
        try {
            SizeAnswer answer = series.answer(options);
            return answer.memory().fits() && answer.fits();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void nothingFitsOfAModelThatIsTooLarge() {
        State state = State.parse("machine=rpi5-8g&model=llama3.1:70b" + REST);
        FitsAnswer fits = BENCH.ask(new FitsQuestion(new StateQuestions(state).size(BENCH, Progress.NONE)));
        assertEquals(new FitsAnswer(none(), none(), none(), none(), List.of()), fits);
        assertFalse(new Range(2, 5).holds(6));
    }

    private static Optional<Range> none() {
        return Optional.empty();
    }
}
