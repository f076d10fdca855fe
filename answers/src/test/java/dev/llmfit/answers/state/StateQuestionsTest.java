package dev.llmfit.answers.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Settings;
import dev.llmfit.answers.State;
import dev.llmfit.answers.StateField;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.recommend.RecommendAnswer;
import dev.llmfit.answers.size.SizeAnswer;
import dev.llmfit.answers.size.SizeQuestion;
import dev.llmfit.engine.Progress;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.units.Environment;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StateQuestionsTest {
    private static final State GIVEN = State.parse("machine=rtx4090-24g-64g&model=llama3.1:8b");

    private static final Workbench BENCH = Workbench.of(new Settings(Environment.ofProcess(), true));

    @Test
    void whatIsOpenIsAsRecommended() {
        RecommendAnswer recommended = BENCH.ask(new StateQuestions(GIVEN).recommend());
        Candidate first = recommended.first().orElseThrow();
        SizeAnswer sized = BENCH.ask(new StateQuestions(GIVEN).size(BENCH, Progress.NONE));
        assertEquals(first.fileType(), sized.model().meant().fileType().orElseThrow());
        assertEquals(
                first.memory().getFirst().buffers(),
                sized.memory().devices().getFirst().buffers());
    }

    @Test
    void whatIsSaidIsTaken() {
        State state = State.parse(GIVEN.text() + "&file=Q5_K_M&ctx=8192&kv=q8_0/f16&ngl=20&np=2");
        SizeQuestion question = new StateQuestions(state).size(BENCH, Progress.NONE);
        assertEquals(16_384, question.options().nCtx());
        assertEquals(GgmlType.Q8_0, question.options().typeK());
        assertEquals(GgmlType.F16, question.options().typeV());
        assertEquals(20, question.options().nGpuLayers());
        assertEquals(2, question.options().nParallel());
    }

    @Test
    void anAnswersStateAsksTheSameAgain() {
        SizeQuestion question = new StateQuestions(GIVEN.with(StateField.CTX, 4096)).size(BENCH, Progress.NONE);
        SizeAnswer answer = BENCH.ask(question);
        State state = question.state(answer).orElseThrow();
        SizeQuestion again = new StateQuestions(State.parse(state.text())).size(BENCH, Progress.NONE);
        assertEquals(answer.estimate(), BENCH.ask(again).estimate());
    }

    @Test
    @SuppressWarnings("NullAway") // their states do not depend on answers, and a plan takes seconds
    void recommendationsAndPlansHaveAState() {
        State wish =
                State.parse("machine=3090&vram=20GiB&use=coding&users=2&min_tps=7.5&margin=512MiB&prefer=speed&model="
                        + "llama3.1:8b&ctx=8192&kv=q8_0");
        StateQuestions questions = new StateQuestions(wish);
        assertEquals(wish, questions.recommend().state(null).orElseThrow());
        State plan = State.parse("machine=3090&users=2&min_tps=7.5&model=llama3.1:8b&ctx=8192");
        assertEquals(Optional.of(plan), new StateQuestions(plan).plan().state(null));
    }

    @Test
    void aLaunchNeedsAModel() {
        StateQuestions nothing = new StateQuestions(State.EMPTY);
        assertTrue(assertThrows(RefusedException.class, () -> nothing.size(BENCH, Progress.NONE))
                .refusal()
                .message()
                .contains("names no model"));
        assertThrows(RefusedException.class, nothing::plan);
    }
}
