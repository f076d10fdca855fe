package dev.llmfit.cli.recommend;

import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.rules.InvalidRulesException;
import dev.llmfit.rules.Problems;
import dev.llmfit.rules.RuleBook;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The rule book with the user's own rules. */
public final class Rulebooks {
    /** Mistakes that one sentence can hold. */
    private static final int SHOWN = 3;

    private Rulebooks() {}

    /** Returns the bundled rules with those of the user. */
    public static RuleBook ofUser() {
        try {
            return RuleBook.withUserRules(folder(System.getenv()));
        } catch (InvalidRulesException e) {
            List<Problems.Problem> all = e.problems();
            String shown = String.join(
                    "; ",
                    all.stream().limit(SHOWN).map(Problems.Problem::toString).toList());
            String more = all.size() > SHOWN ? "; and " + (all.size() - SHOWN) + " more" : "";
            throw new CommandException(
                    ExitCode.USAGE,
                    "rules",
                    "Your rules contain mistakes: " + shown + more + (shown.endsWith("?") ? "" : "."),
                    "llmfit rules check " + all.getFirst().source() + " lists them");
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
