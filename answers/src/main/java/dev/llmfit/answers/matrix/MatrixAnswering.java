package dev.llmfit.answers.matrix;

import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.assembly.MachineAssembly;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.hardware.MachineDocument;
import dev.llmfit.probe.matrix.MachineCheck;
import java.util.ArrayList;
import java.util.List;

/** Checks machines, and models on them. */
final class MatrixAnswering {
    private final ModelChecks models;
    private final Progress progress;

    MatrixAnswering(Workbench bench, Progress progress) {
        this.models = new ModelChecks(bench);
        this.progress = progress;
    }

    MatrixAnswer answer(MatrixQuestion question) {
        MachineAssembly assembly = new MachineAssembly(HardwareDatabase.bundled());
        List<MachineDocument.Entry> entries =
                MachineDocument.parse(question.source(), question.yaml()).entries();
        List<MatrixResult> results = new ArrayList<>();
        for (MachineDocument.Entry entry : entries) {
            Machine machine = assembly.assemble(entry.profile().facts());
            progress.step(machine.id(), results.size() / (double) entries.size());
            results.add(new MatrixResult(
                    MachineCheck.of(entry.profile(), machine), entry.expected(), models.of(machine, entry.models())));
        }
        return new MatrixAnswer(results);
    }
}
