package dev.llmfit.answers.machine;

import dev.llmfit.answers.Answer;
import dev.llmfit.engine.store.StoredRow;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.bandwidth.CudaMeasurement;
import dev.llmfit.probe.facts.MachineFacts;
import dev.llmfit.probe.hardware.ProfileWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A machine.
 *
 * @param question what was asked
 * @param facts what was read or is known of it
 * @param machine the machine as llama.cpp would see it
 * @param engines programs that run models, on the path or where llama.cpp is looked for; none of a machine that is not here
 * @param measured its CUDA devices, where they were measured
 * @param notMeasured why they could not be measured; empty if nothing failed
 * @param kept what is kept of measurements on this machine
 * @param notes what was measured and is not kept, sentences without a final stop
 */
public record ProbeAnswer(
        ProbeQuestion question,
        MachineFacts facts,
        Machine machine,
        List<FoundEngine> engines,
        List<CudaMeasurement> measured,
        Optional<String> notMeasured,
        List<StoredRow> kept,
        List<String> notes)
        implements Answer {
    public ProbeAnswer {
        engines = List.copyOf(engines);
        measured = List.copyOf(measured);
        kept = List.copyOf(kept);
        notes = List.copyOf(notes);
    }

    /**
     * A program that runs models.
     *
     * @param name its name
     * @param path where it is
     */
    public record FoundEngine(String name, Path path) {}

    /** Returns the machine as a profile, which names it again in other questions. */
    public String profile() {
        return ProfileWriter.write(facts);
    }
}
