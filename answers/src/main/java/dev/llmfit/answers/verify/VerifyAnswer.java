package dev.llmfit.answers.verify;

import dev.llmfit.answers.Answer;
import dev.llmfit.answers.MeantModel;
import dev.llmfit.answers.measure.PhantomSize;
import dev.llmfit.answers.measure.StoredSpeeds;
import dev.llmfit.engine.BenchResult;
import dev.llmfit.engine.EngineDescription;
import dev.llmfit.engine.Launch;
import dev.llmfit.engine.log.MeasuredBuffer;
import dev.llmfit.engine.verify.Comparison;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.phantom.ShrunkModel;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Predictions beside measurements.
 *
 * @param build the llama.cpp build that was modelled
 * @param meant which model was asked for and ran, in which file type
 * @param model the model that ran
 * @param phantom sizes of the phantom, if one was run
 * @param shrunk what was left of the model, if a smaller one was run in its place
 * @param engine who ran it
 * @param launch the launch that ran
 * @param nCtx its context in tokens, the trained one where the launch names none
 * @param comparisons predictions beside measurements
 * @param buffers what the engine says it allocated
 * @param speed measured speeds, if they were asked for
 * @param lessons launches that were tried before and could not get their memory
 * @param notes what a reader must know, sentences without a final stop
 * @param stored what was kept of the speeds, and why not the rest
 */
public record VerifyAnswer(
        EngineBuild build,
        MeantModel meant,
        Subject model,
        Optional<PhantomSize> phantom,
        Optional<ShrunkModel> shrunk,
        EngineDescription engine,
        Launch launch,
        int nCtx,
        List<Comparison> comparisons,
        List<MeasuredBuffer> buffers,
        Optional<BenchResult> speed,
        List<Lesson> lessons,
        List<String> notes,
        StoredSpeeds stored)
        implements Answer {
    public VerifyAnswer {
        comparisons = List.copyOf(comparisons);
        buffers = List.copyOf(buffers);
        lessons = List.copyOf(lessons);
        notes = List.copyOf(notes);
    }

    /**
     * A model that was run.
     *
     * @param name its name
     * @param architecture its architecture
     * @param tensorBytes bytes of its tensors without padding
     */
    public record Subject(String name, String architecture, Bytes tensorBytes) {
        static Subject of(Model model) {
            return new Subject(model.name(), model.architecture(), Bytes.of(model.tensorBytes()));
        }
    }

    /**
     * A launch that could not get its memory.
     *
     * @param model what was launched
     * @param launch how
     * @param reason what the engine said
     */
    public record Lesson(Subject model, Launch launch, String reason) {}

    /** Returns the same answer of a model that was shrunk before it ran, and says so. */
    VerifyAnswer shrunkTo(ShrunkModel left) {
        VerifyAnswer said = noting(List.of(
                left.isSmaller()
                        ? "the model was shrunk to " + left.counts() + "; these are not the sizes of the whole model"
                        : "the model was not shrunk: it needs all its " + left.ofLayers() + " layers"));
        return said.with(Optional.of(left).filter(ShrunkModel::isSmaller), said.notes);
    }

    /** Returns the same answer with sentences before its notes. */
    VerifyAnswer noting(List<String> first) {
        List<String> more = new ArrayList<>(first);
        more.addAll(notes);
        return with(shrunk, more);
    }

    private VerifyAnswer with(Optional<ShrunkModel> left, List<String> sentences) {
        return new VerifyAnswer(
                build,
                meant,
                model,
                phantom,
                left,
                engine,
                launch,
                nCtx,
                comparisons,
                buffers,
                speed,
                lessons,
                sentences,
                stored);
    }

    /** Returns whether the first launch ran, every speed was measured and everything that was compared is inside its tolerance. */
    public boolean passed() {
        return lessons.isEmpty() && missing().isEmpty() && outside().isEmpty();
    }

    /** Returns what is outside its tolerance. */
    public List<Comparison> outside() {
        return comparisons.stream().filter(c -> !c.inside()).toList();
    }

    /** Returns labels of speeds that were asked for and could not be measured. */
    public List<String> missing() {
        return speed.map(BenchResult::missing).orElse(List.of());
    }

    @Override
    public Outcome outcome() {
        return passed() ? Outcome.DONE : Outcome.OUTSIDE_TOLERANCE;
    }
}
