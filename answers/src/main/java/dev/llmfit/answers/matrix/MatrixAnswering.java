package dev.llmfit.answers.matrix;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.assembly.MachineAssembly;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.hardware.MachineDocument;
import dev.llmfit.probe.matrix.MachineCheck;
import dev.llmfit.units.Hint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Checks the machines of a file. */
final class MatrixAnswering {
    private final ModelChecks models;
    private final Progress progress;

    MatrixAnswering(Workbench bench, Progress progress) {
        this.models = new ModelChecks(bench);
        this.progress = progress;
    }

    MatrixAnswer answer(String file) throws IOException {
        Path path = Path.of(file);
        if (!Files.isReadable(path)) {
            throw new RefusedException(new Refusal(
                    Refusal.Kind.HARDWARE,
                    "no-file",
                    "The matrix " + file + " cannot be read.",
                    Hint.plain("check the path")));
        }
        MachineAssembly assembly = new MachineAssembly(HardwareDatabase.bundled());
        List<MachineDocument.Entry> entries = MachineDocument.read(path).entries();
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
