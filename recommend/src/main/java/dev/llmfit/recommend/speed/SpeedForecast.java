package dev.llmfit.recommend.speed;

import dev.llmfit.gguf.Model;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.speed.Energy;
import dev.llmfit.sizing.speed.Turn;
import dev.llmfit.sizing.speed.TurnTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Expected speed of a launch; must not depend on the memory that is left. */
public interface SpeedForecast {
    /**
     * Returns the speed.
     *
     * @param model shape and tensor types
     * @param machine where it runs
     * @param options launch options
     * @param layerDevice for each layer and the output layer its device, or -1 for the CPU
     */
    Speed speed(Model model, Machine machine, LaunchOptions options, List<Integer> layerDevice);

    /** Returns generated tokens per second alone: the middle of what {@link #speed} says, for bounds that are asked for often. */
    default double generation(Model model, Machine machine, LaunchOptions options, List<Integer> layerDevice) {
        return speed(model, machine, options, layerDevice).tg().mid();
    }

    /**
     * Returns what each layer adds to the time of a token on each device, where at least two share the model.
     *
     * @param options launch options; the split does not count
     * @param layers layers of the file and the output layer
     */
    StepShares shares(Model model, Machine machine, LaunchOptions options, int layers);

    /**
     * Returns the tokens a second of each sequence while all slots of a launch generate.
     *
     * @param options launch options with the number of slots
     * @param depth tokens in the context of each
     */
    Speed.Range serving(Model model, Machine machine, LaunchOptions options, List<Integer> layerDevice, int depth);

    /**
     * Returns what {@link #serving} does not exceed with layers on these devices or on slower ones, for bounds that are asked for
     * often: by default the speed of one answer alone.
     */
    default double servingBound(
            Model model, Machine machine, LaunchOptions options, List<Integer> layerDevice, int depth) {
        return generation(model, machine, options, layerDevice);
    }

    /** Returns devices of which no two are alike in speed, by index, ascending: each other is as fast as one of them. */
    default List<Integer> unlike(Machine machine) {
        return IntStream.range(0, machine.devices().size()).boxed().toList();
    }

    /** Returns a closer bound than {@link #servingBound} where one is known: computing for several limits them too. */
    default double servingAtMost(
            Model model, Machine machine, LaunchOptions options, List<Integer> layerDevice, int depth) {
        return servingBound(model, machine, options, layerDevice, depth);
    }

    /** Returns the tokens a second of a prompt of so many tokens in an empty context. */
    Speed.Range prompt(Model model, Machine machine, LaunchOptions options, List<Integer> layerDevice, int tokens);

    /**
     * Returns the tokens a second of one answer whose tokens are guessed ahead by the model's own layers for it; empty where nothing is
     * known of that.
     *
     * @param guesses tokens that are guessed in a round
     */
    default Optional<Speed.Range> nextTokens(
            Model model, Machine machine, LaunchOptions options, List<Integer> layerDevice, int guesses) {
        return Optional.empty();
    }

    /** Returns how long a turn takes of one conversation alone. */
    TurnTime turn(Model model, Machine machine, LaunchOptions options, List<Integer> layerDevice, Turn turn);

    /** Returns what cards and processor take of electricity; empty if the nominal power of a card is not known. */
    Optional<Energy> energy(Model model, Machine machine, LaunchOptions options, List<Integer> layerDevice);
}
