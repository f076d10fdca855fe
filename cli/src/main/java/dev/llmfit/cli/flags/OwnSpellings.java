package dev.llmfit.cli.flags;

import dev.llmfit.engine.line.OwnOptions;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Range;

/** The options of a command as the reader of pasted lines knows them. */
public final class OwnSpellings {
    private OwnSpellings() {}

    /** Returns the spellings of a command's options, with the words that follow them. */
    public static OwnOptions of(CommandLine command) {
        Map<String, Integer> values = new HashMap<>();
        for (OptionSpec option : command.getCommandSpec().options()) {
            int following = following(option.arity());
            for (String name : option.names()) {
                values.put(name, following);
            }
        }
        return new OwnOptions(values);
    }

    /** Returns how many words follow an option. */
    public static int following(Range arity) {
        return arity.min() == 0 && arity.max() > 0 ? OwnOptions.MAY_FOLLOW : Math.min(1, arity.max());
    }
}
