package dev.llmfit.answers.symptom;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.Said;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import dev.llmfit.engine.log.LogText;
import dev.llmfit.probe.hardware.HardwareSelector;
import java.util.List;
import java.util.Optional;

/**
 * What is wrong with the run of this log?
 *
 * @param symptom what the person sees; empty to find it in the log
 * @param log the lines of the log, or whatever else a program or tool printed; nothing that steers a terminal is kept of them
 * @param source what to call the log
 * @param model the model, if the person names it
 * @param hardware the machine that the log is of, if the person names it
 */
public record SymptomQuestion(
        Optional<Symptom> symptom,
        List<String> log,
        String source,
        Optional<String> model,
        Optional<HardwareSelector> hardware)
        implements Question<SymptomAnswer> {
    public SymptomQuestion {
        log = log.stream().flatMap(l -> LogText.lines(l).stream()).toList();
    }

    @Override
    public Said said() {
        return hardware.map(Said::of).orElse(Said.NOTHING);
    }

    @Override
    public SymptomAnswer answer(Workbench bench, Progress progress) {
        return new SymptomAnswering(this, bench).answer();
    }
}
