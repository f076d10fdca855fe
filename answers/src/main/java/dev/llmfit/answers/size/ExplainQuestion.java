package dev.llmfit.answers.size;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.Said;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import java.io.IOException;

/**
 * Where does the memory of a launch go, and which option would save some?
 *
 * @param launch the launch
 */
public record ExplainQuestion(SizeQuestion launch) implements Question<ExplainAnswer> {
    @Override
    public Said said() {
        return launch.said();
    }

    @Override
    public ExplainAnswer answer(Workbench bench, Progress progress) throws IOException {
        SizeAnswering answering = new SizeAnswering(launch, bench);
        SizeAnswering.Sized sized = OlderBuild.told(answering.launch(), launch.build());
        return new ExplainAnswer(answering.answer(sized), answering.explanation(sized));
    }
}
