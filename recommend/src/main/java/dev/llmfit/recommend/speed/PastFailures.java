package dev.llmfit.recommend.speed;

import dev.llmfit.gguf.Model;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.FailedLaunch;
import java.util.List;

/** Knows which launches could not get their memory. Implemented where lessons are stored. */
@FunctionalInterface
public interface PastFailures {
    /** Knows of none. */
    PastFailures NONE = (machine, model) -> List.of();

    /** Returns the launches of this layout that failed on this machine; each keeps plans below what it needed. */
    List<FailedLaunch> of(Machine machine, Model model);
}
