package dev.llmfit.answers.size;

import dev.llmfit.answers.Answer;
import dev.llmfit.answers.MeantModel;
import dev.llmfit.sizing.BuildKnowledge;
import dev.llmfit.sizing.Estimate;
import dev.llmfit.sizing.speed.SpeedEstimate;
import java.util.Optional;

/**
 * What a launch allocates.
 *
 * @param model what was sized
 * @param build how well the llama.cpp that was modelled is known
 * @param estimate its buffers
 * @param speed tokens per second; empty if it was not asked for or the bandwidth of a device is not known
 */
public record BuffersAnswer(MeantModel model, BuildKnowledge build, Estimate estimate, Optional<SpeedEstimate> speed)
        implements Answer {}
