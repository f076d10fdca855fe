package dev.llmfit.answers.matrix;

import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.recommend.StoreNotes;
import dev.llmfit.engine.Progress;
import dev.llmfit.engine.store.EvidenceSource;
import dev.llmfit.engine.store.FailureSource;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.assembly.MachineAssembly;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.hardware.MachineDocument;
import dev.llmfit.probe.matrix.MachineCheck;
import java.util.ArrayList;
import java.util.List;

/** Checks machines, and models on them. */
final class MatrixAnswering {
    private final Workbench bench;
    private final Progress progress;

    MatrixAnswering(Workbench bench, Progress progress) {
        this.bench = bench;
        this.progress = progress;
    }

    MatrixAnswer answer(MatrixQuestion question) {
        MachineAssembly assembly = new MachineAssembly(HardwareDatabase.bundled());
        List<MachineDocument.Entry> entries =
                MachineDocument.parse(question.source(), question.yaml()).entries();
        EvidenceSource evidence = bench.evidence();
        FailureSource failures = bench.failures();
        ModelChecks models = new ModelChecks(bench, bench.estimators(evidence, failures));
        List<MatrixResult> results = new ArrayList<>();
        for (MachineDocument.Entry entry : entries) {
            Machine machine = assembly.assemble(entry.profile().facts());
            progress.step(machine.id(), results.size() / (double) entries.size());
            results.add(new MatrixResult(
                    MachineCheck.of(entry.profile(), machine), entry.expected(), models.of(machine, entry.models())));
        }
        boolean timed = entries.stream().anyMatch(entry -> !entry.models().isEmpty());
        return new MatrixAnswer(results, timed ? StoreNotes.of(evidence, failures) : List.of());
    }
}
