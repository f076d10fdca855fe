package dev.llmfit.cli.recommend;

import dev.llmfit.cli.CommandException;
import dev.llmfit.cli.ExitCode;
import dev.llmfit.rules.InvalidRulesException;
import dev.llmfit.rules.RuleBook;
import java.nio.file.Path;
import java.util.Map;

/** The rule book with the user's own rules. */
public final class Rulebooks {
    private Rulebooks() {}

    /** Returns the bundled rules with those of the user. */
    public static RuleBook ofUser() {
        try {
            return RuleBook.withUserRules(folder(System.getenv()));
        } catch (InvalidRulesException e) {
            throw new CommandException(
                    ExitCode.FAILURE,
                    "rules",
                    "Your rules contain mistakes: "
                            + String.valueOf(e.getMessage()).replace("\n", "; ") + ".",
                    "llmfit rules check FILE lists them");
        }
    }

    /** Returns the folder of the user's rules: {@code $XDG_CONFIG_HOME/llmfit/rules} or {@code ~/.config/llmfit/rules}. */
    static Path folder(Map<String, String> environment) {
        String config = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path base = config.isEmpty()
                ? Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", ".")), ".config")
                : Path.of(config);
        return base.resolve("llmfit").resolve("rules");
    }
}
