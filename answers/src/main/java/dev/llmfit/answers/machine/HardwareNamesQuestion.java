package dev.llmfit.answers.machine;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.probe.hardware.MachineProfiles;

/** Which machines and devices are known by name? */
public record HardwareNamesQuestion() implements Question<HardwareNamesAnswer> {
    @Override
    public HardwareNamesAnswer answer(Workbench bench, Progress progress) {
        return new HardwareNamesAnswer(
                MachineProfiles.bundled().ids(),
                HardwareDatabase.bundled().all().stream().map(HardwareEntry::id).toList());
    }
}
