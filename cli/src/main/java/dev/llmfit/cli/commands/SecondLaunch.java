package dev.llmfit.cli.commands;

import dev.llmfit.cli.flags.PastedFlags;
import dev.llmfit.cli.flags.ShellWords;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The command line of the launch that {@code size --vs} sets beside the first: the first with changes. */
final class SecondLaunch {
    private static final Set<String> OF_THE_FIRST = Set.of("--vs", "--vs-hardware");
    private static final Set<String> OF_A_MACHINE = Set.of("--hardware", "--vram", "--ram", "--gpus", "--bandwidth");

    private SecondLaunch() {}

    /**
     * Returns the arguments of the second launch.
     *
     * @param first arguments of the first
     * @param model the first model as it was written
     * @param changes value of {@code --vs}: another model, other flags, or both; empty means the same launch
     * @param hardware value of {@code --vs-hardware}; takes the place of everything said of the first machine
     */
    static List<String> arguments(
            List<String> first, String model, Optional<String> changes, Optional<String> hardware) {
        List<String> words = words(changes.orElse(""));
        boolean other = !words.isEmpty()
                && (!words.getFirst().startsWith("-") || words.contains("-m") || words.contains("--model"));
        List<String> second = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            String arg = first.get(i);
            String name = arg.contains("=") ? arg.substring(0, arg.indexOf('=')) : arg;
            boolean dropped = OF_THE_FIRST.contains(name) || (hardware.isPresent() && OF_A_MACHINE.contains(name));
            if (dropped) {
                i += arg.contains("=") ? 0 : 1;
            } else if (other && (arg.equals("-m") || arg.equals("--model"))) {
                i++;
            } else if (!other || !arg.equals(model)) {
                second.add(arg);
            }
        }
        second.addAll(words);
        hardware.ifPresent(h -> second.addAll(List.of("--hardware", h)));
        return second;
    }

    private static List<String> words(String changes) {
        try {
            return PastedFlags.clean(ShellWords.split(changes), Set.of());
        } catch (IllegalArgumentException e) {
            throw new CommandException(
                    ExitCode.USAGE, "usage", "--vs: " + e.getMessage() + ".", "for example --vs '-ctk q8_0 -ctv q8_0'");
        }
    }
}
