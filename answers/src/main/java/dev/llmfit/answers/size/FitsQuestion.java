package dev.llmfit.answers.size;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.Said;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import java.io.IOException;

/**
 * What of each option of a launch fits?
 *
 * @param launch the launch
 */
public record FitsQuestion(SizeQuestion launch) implements Question<FitsAnswer> {
    @Override
    public Said said() {
        return launch.said();
    }

    @Override
    public FitsAnswer answer(Workbench bench, Progress progress) throws IOException {
        return LaunchSeries.of(launch, bench).fits();
    }
}
