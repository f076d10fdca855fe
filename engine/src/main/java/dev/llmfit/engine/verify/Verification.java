package dev.llmfit.engine.verify;

import dev.llmfit.engine.BenchResult;
import dev.llmfit.engine.EngineDescription;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.log.MeasuredBuffers;
import dev.llmfit.gguf.Model;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The outcome of a verification.
 *
 * @param model the model that ran
 * @param phantom size on paper and bytes written if a phantom was run
 * @param engine who ran it
 * @param modelled build that was modelled
 * @param launch the launch that ran
 * @param estimate what was predicted
 * @param buffers what the engine printed
 * @param comparisons predictions beside measurements
 * @param bench measured speeds, if they were asked for
 * @param lessons launches that were tried before and could not get their memory
 * @param notes what a reader must know, one sentence each
 */
public record Verification(
        Model model,
        Optional<Phantom> phantom,
        EngineDescription engine,
        EngineBuild modelled,
        Launch launch,
        Estimate estimate,
        MeasuredBuffers buffers,
        List<Comparison> comparisons,
        Optional<BenchResult> bench,
        List<Lesson> lessons,
        List<String> notes) {
    /** Sizes of a phantom. */
    public record Phantom(Bytes fullSize, Bytes written) {}

    /**
     * A launch that failed for want of memory.
     *
     * @param model what was launched
     * @param launch how
     * @param reason what the engine said
     */
    public record Lesson(Model model, Launch launch, String reason) {}

    public Verification {
        comparisons = List.copyOf(comparisons);
        lessons = List.copyOf(lessons);
        notes = List.copyOf(notes);
    }

    /** Returns whether the first launch ran, every speed was measured and everything that was compared is inside its tolerance. */
    public boolean passed() {
        return lessons.isEmpty()
                && bench.map(b -> b.missing().isEmpty()).orElse(true)
                && comparisons.stream().allMatch(Comparison::inside);
    }

    /** Returns what is outside. */
    public List<Comparison> outside() {
        return comparisons.stream().filter(c -> !c.inside()).toList();
    }

    /** Returns the same outcome with one more sentence for the reader. */
    public Verification withNote(String note) {
        List<String> more = new ArrayList<>(notes);
        more.add(note);
        return new Verification(
                model, phantom, engine, modelled, launch, estimate, buffers, comparisons, bench, lessons, more);
    }

    Verification after(List<Lesson> failed) {
        return new Verification(
                model, phantom, engine, modelled, launch, estimate, buffers, comparisons, bench, failed, notes);
    }
}
