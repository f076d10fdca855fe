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
 * @param fromRaw a recording to read instead of a machine: a folder, or a file that the script printed
 * @param host a host that is read over the user's ssh, with plain shell alone
 * @param raw folder to record into what is read of this machine
 * @param deep whether to measure bandwidths of this machine, which takes about 2 s
 */
public record ProbeQuestion(
        HardwareSelector hardware, Optional<String> fromRaw, Optional<String> host, Optional<String> raw, boolean deep)
        implements Question<ProbeAnswer> {
    /**
     * Checks the question.
     *
     * @throws RefusedException if two machines are meant at once, or one is to be measured or recorded that is not here
     */
    public ProbeQuestion {
        boolean named = !hardware.equals(HardwareSelector.THIS_MACHINE);
        boolean recorded = fromRaw.isPresent() || host.isPresent();
        boolean two = recorded && (named || (fromRaw.isPresent() && host.isPresent()));
        if (((named || recorded) && (deep || raw.isPresent())) || two) {
            throw new RefusedException(new Refusal(
                    Refusal.Kind.BAD_QUESTION,
                    "not-this-machine",
                    Hint.of(
                            "{0} and {1} read this machine, not one that is named or recorded.",
                            new Change("deep", "true"), new Change("raw", "")),
                    Hint.of(
                            "leave out {0}, {1} and {2}",
                            new Change("hardware", ""), new Change("from_raw", ""), new Change("ssh", ""))));
        }
    }

    /** Creates a question about a machine that is here or named. */
    public ProbeQuestion(HardwareSelector hardware, boolean deep) {
        this(hardware, Optional.empty(), Optional.empty(), Optional.empty(), deep);
    }

    /** Returns whether the machine that answers is meant, as it is. */
    public boolean isHere() {
        return fromRaw.isEmpty() && host.isEmpty() && hardware.equals(HardwareSelector.THIS_MACHINE);
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
