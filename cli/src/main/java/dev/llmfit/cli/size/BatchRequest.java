package dev.llmfit.cli.size;

import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import java.util.List;
import java.util.Optional;

/**
 * One line of a batch.
 *
 * @param id echoed in the answer; empty if the line has none
 * @param gguf header file, relative to the models directory
 * @param model reference to a model of the catalogue, instead of a file
 * @param quant file type of that model
 * @param devices GPUs in llama.cpp's order
 * @param hardware reference to hardware, instead of devices
 * @param options launch options
 * @param speed the run whose speed is asked for
 * @param build the llama.cpp build to model
 */
record BatchRequest(
        Optional<String> id,
        Optional<String> gguf,
        Optional<String> model,
        Optional<String> quant,
        List<DeviceMemory> devices,
        Optional<String> hardware,
        LaunchOptions options,
        Optional<SpeedRequest> speed,
        EngineBuild build) {

    /**
     * A run whose speed is asked for.
     *
     * @param nPrompt tokens of the prompt
     * @param nGen tokens to generate
     * @param depth tokens in the context before
     * @param backend backend that runs it, if not the hardware's own
     */
    record SpeedRequest(int nPrompt, int nGen, int depth, Optional<String> backend) {}
}
