package dev.llmfit.answers.kept;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import dev.llmfit.engine.store.HardwareFingerprint;
import dev.llmfit.probe.hardware.HardwareSelector;

/** Which measurements are kept? */
public record KeptQuestion() implements Question<KeptAnswer> {
    @Override
    public KeptAnswer answer(Workbench bench, Progress progress) {
        return new KeptAnswer(
                bench.measurements().path(),
                HardwareFingerprint.of(bench.machine(HardwareSelector.THIS_MACHINE))
                        .id(),
                KeptNumbers.all(bench),
                KeptNumbers.damage(bench));
    }
}
