package dev.llmfit.answers.verify;

import dev.llmfit.answers.FieldCheck;
import dev.llmfit.answers.Question;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.measure.ChosenModel;
import dev.llmfit.answers.measure.EngineUse;
import dev.llmfit.answers.measure.FittingLaunch;
import dev.llmfit.answers.measure.PredictedSpeeds;
import dev.llmfit.answers.measure.WantedLaunch;
import dev.llmfit.engine.Progress;
import dev.llmfit.engine.verify.Alternatives;
import dev.llmfit.engine.verify.Tolerance;
import dev.llmfit.engine.verify.VerifyTask;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.phantom.Shrinking;
import dev.llmfit.gguf.phantom.ShrunkModel;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareSelector;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Does a launch on this machine take the memory and reach the speeds that are predicted?
 *
 * @param model reference to the model
 * @param launch how it is launched, and whether although it is predicted not to fit; if it cannot get its memory, smaller ones are tried
 * @param tolerance how far a measurement may be off
 * @param speed whether speeds are compared, not memory alone
 * @param shrink whether a phantom with fewer layers and experts is run in place of the model; no speed is measured and nothing kept
 * @param assumedBandwidth speeds are predicted with this memory bandwidth, GB/s; empty for what is known of this machine
 * @param use which engine runs it, and whether what is learned is kept
 */
public record VerifyQuestion(
        String model,
        WantedLaunch launch,
        Tolerance tolerance,
        boolean speed,
        boolean shrink,
        OptionalDouble assumedBandwidth,
        EngineUse use)
        implements Question<VerifyAnswer> {
    /** How far a buffer may usually be off, percent. */
    public static final double USUAL_TOLERANCE = 1;

    /** A bandwidth below this is none, GB/s. */
    public static final double LEAST_BANDWIDTH = 0.001;

    /** What the operating system sees of a process may be so many times as far off as a buffer. */
    private static final int TOTALS = 5;

    public VerifyQuestion {
        if (model.isBlank()) {
            throw new IllegalArgumentException("a reference to a model is blank");
        }
        if (assumedBandwidth.isPresent() && !(assumedBandwidth.getAsDouble() >= LEAST_BANDWIDTH)) {
            throw new IllegalArgumentException("a bandwidth is above 0");
        }
    }

    /**
     * Returns a tolerance.
     *
     * @param percent how far a buffer may be off; totals may be five times as far off
     * @throws RefusedException if it is negative or no number
     */
    public static Tolerance tolerance(double percent) {
        if (!(percent >= 0 && percent < Double.POSITIVE_INFINITY)) {
            throw new FieldCheck("verify")
                    .refused("tolerance", "{0} is a number of percent from 0, not " + percent + ".");
        }
        return new Tolerance(percent / 100, percent * TOTALS / 100);
    }

    @Override
    public VerifyAnswer answer(Workbench bench, Progress progress) throws IOException {
        ChosenModel chosen = ChosenModel.of(bench, model);
        Machine machine = bench.machine(HardwareSelector.THIS_MACHINE);
        Knowledge knowledge = new Knowledge(bench, machine);
        Optional<ShrunkModel> shrunk = shrink ? Optional.of(Shrinking.of(chosen.model())) : Optional.empty();
        Model model = shrunk.map(ShrunkModel::model).orElse(chosen.model());
        FittingLaunch.Choice choice = new FittingLaunch.Choice(bench, machine);
        FittingLaunch fitting =
                shrink ? choice.usual(chosen.meant(), model, launch) : choice.of(chosen.meant(), model, launch);
        VerifyTask task = new VerifyTask(
                model,
                shrink ? Optional.empty() : chosen.file(),
                fitting.launch(),
                tolerance,
                speed && !shrink,
                use.limit());
        Proof proof = new Proof(
                bench,
                knowledge,
                use.find(bench),
                assumedBandwidth.isPresent()
                        ? PredictedSpeeds.formula(machine, chosen.model(), bench.estimator())
                                .assuming(assumedBandwidth.getAsDouble())
                        : knowledge.speeds(),
                use.keep() && !shrink);
        VerifyAnswer answer = proof.run(task, ran -> chosen.meant(), Alternatives.SMALLER, progress)
                .noting(fitting.chosen().stream().toList());
        return shrunk.map(answer::shrunkTo).orElse(answer);
    }
}
