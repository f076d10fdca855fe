package dev.llmfit.answers.machine;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Said;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.Progress;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep.Change;
import java.io.IOException;
import java.util.Optional;

/**
 * What is this machine, or the one that is named?
 *
 * @param hardware the machine
 * @param fromRaw folder of a recording to read instead of a machine
 * @param raw folder to record into what is read of this machine
 * @param deep whether to measure bandwidths of this machine, which takes about 2 s
 */
public record ProbeQuestion(HardwareSelector hardware, Optional<String> fromRaw, Optional<String> raw, boolean deep)
        implements Question<ProbeAnswer> {
    /**
     * Checks the question.
     *
     * @throws RefusedException if two machines are meant at once, or one is to be measured or recorded that is not here
     */
    public ProbeQuestion {
        boolean named = !hardware.equals(HardwareSelector.THIS_MACHINE);
        if (((named || fromRaw.isPresent()) && (deep || raw.isPresent())) || (fromRaw.isPresent() && named)) {
            throw new RefusedException(new Refusal(
                    Refusal.Kind.BAD_QUESTION,
                    "not-this-machine",
                    Hint.of(
                            "{0} and {1} read this machine, not one that is named or recorded.",
                            new Change("deep", "true"), new Change("raw", "")),
                    Hint.of("leave out {0} and {1}", new Change("hardware", ""), new Change("from_raw", ""))));
        }
    }

    /** Returns whether the machine that answers is meant, as it is. */
    public boolean isHere() {
        return fromRaw.isEmpty() && hardware.equals(HardwareSelector.THIS_MACHINE);
    }

    @Override
    public Said said() {
        return Said.of(hardware);
    }

    @Override
    public ProbeAnswer answer(Workbench bench, Progress progress) throws IOException, InterruptedException {
        return new ProbeAnswering(this, bench).answer();
    }
}
