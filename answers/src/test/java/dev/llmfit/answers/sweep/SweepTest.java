package dev.llmfit.answers.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Settings;
import dev.llmfit.answers.State;
import dev.llmfit.answers.StateField;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.plot.Plot;
import dev.llmfit.answers.plot.Plot.Bar;
import dev.llmfit.answers.plot.Plot.Mark;
import dev.llmfit.answers.size.SizeAnswer;
import dev.llmfit.answers.size.SizeQuestion;
import dev.llmfit.answers.state.StateQuestions;
import dev.llmfit.answers.sweep.SweepAnswer.Row;
import dev.llmfit.engine.Progress;
import dev.llmfit.units.Environment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepTest {
    private static final Workbench BENCH = Workbench.of(new Settings(Environment.ofProcess(), true));

    private static final State GIVEN = State.parse(
            "machine=rtx4090-24g-64g&model=qwen3:30b&file=Q4_K_M&ctx=8192&kv=f16&ngl=all&ncmoe=0&np=1&ub=512");

    private static SizeQuestion question(State state) {
        return new StateQuestions(state).size(BENCH, Progress.NONE);
    }

    @ParameterizedTest
    @CsvSource({"ctx, 16384", "ngl, 20", "ncmoe, 7", "kv, q8_0", "np, 4", "ub, 1024", "file, Q5_K_M"})
    void eachRowIsTheLaunchItself(String field, String value) {
        SweepAnswer answer = BENCH.ask(SweepQuestion.of(question(GIVEN), field + "=" + value));
        Row row = answer.rows().getFirst();
        State changed = GIVEN.with(answer.over(), value);
        if (field.equals("np")) {
            changed = changed.with(StateField.CTX, 8192);
        }
        SizeAnswer alone = BENCH.ask(question(changed));
        SizeAnswer swept = row.size().orElseThrow();
        assertEquals(alone.estimate().devices(), swept.estimate().devices());
        assertEquals(alone.estimate().host(), swept.estimate().host());
        assertEquals(alone.speeds().one(), swept.speeds().one());
    }

    @Test
    void contextsEndWithTheTrainedAndHoldTheLargestThatFits() {
        SweepAnswer answer = BENCH.ask(SweepQuestion.of(question(GIVEN), "ctx"));
        List<Row> rows = answer.rows();
        assertEquals("40960", rows.getLast().value());
        assertEquals(1, rows.stream().filter(Row::taken).count());
        Row largest = rows.stream().filter(Row::fits).toList().getLast();
        long spare = largest.size().orElseThrow().memory().devices().getFirst().spare();
        assertTrue(spare >= 0 && (largest.equals(rows.getLast()) || spare < 64L << 20), largest.value() + " " + spare);
        for (int i = 1; i < rows.size(); i++) {
            assertTrue(rows.get(i - 1).size().orElseThrow().estimate().nCtx()
                    < rows.get(i).size().orElseThrow().estimate().nCtx());
        }
    }

    @Test
    void aLaunchThatLlamaCppRefusesIsARow() {
        SweepAnswer answer = BENCH.ask(SweepQuestion.of(question(GIVEN), "file=Q4_K_M,Q9_X"));
        assertTrue(answer.rows().getFirst().fits());
        assertFalse(answer.rows().getLast().runs());
        assertTrue(answer.rows().getLast().refused().orElseThrow().contains("Q9_X"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"ctz|did you mean ctx?", "model|cannot be swept", "ctx=many|no number of tokens"})
    void saysWhatCannotBeSwept(String text, String sentence) {
        SizeQuestion base = question(GIVEN);
        RefusedException e = assertThrows(RefusedException.class, () -> SweepQuestion.of(base, text));
        assertTrue(e.refusal().message().contains(sentence), e.refusal().message());
    }

    @Test
    void thePlotHoldsTheSameNumbers() {
        SweepAnswer answer =
                BENCH.ask(SweepQuestion.of(question(GIVEN.with(StateField.MODEL, "qwen3:32b")), "ctx=8k,40k"));
        Plot plot = SweepPlots.memory(answer);
        assertEquals(
                List.of("8,192", "40,960"), plot.bars().stream().map(Bar::label).toList());
        assertEquals(
                List.of(Mark.TAKEN, Mark.OVER),
                plot.bars().stream().map(Bar::mark).toList());
        double told = answer.rows()
                .getFirst()
                .size()
                .orElseThrow()
                .memory()
                .devices()
                .getFirst()
                .total()
                .gib();
        assertEquals(told, plot.bars().getFirst().total(), 1e-9);
        assertTrue(SweepPlots.speed(answer).bars().getFirst().span().isPresent());
    }
}
