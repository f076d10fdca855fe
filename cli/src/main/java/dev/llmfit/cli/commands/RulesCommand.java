package dev.llmfit.cli.commands;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.rules.RulesDocument;
import dev.llmfit.answers.rules.RulesQuestion;
import dev.llmfit.cli.flags.Applicable;
import dev.llmfit.cli.flags.HardwareFlags;
import dev.llmfit.cli.flags.OutputFlags;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.json.Json;
import dev.llmfit.json.TextFile;
import dev.llmfit.json.TextFileException;
import dev.llmfit.render.rules.RulesText;
import dev.llmfit.units.Hint;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists, checks, explains and tests rules. */
@Command(
        name = "rules",
        description = {
            "The rule book: what is recommended, when, and why.",
            "",
            "  rules [list]       all rules",
            "  rules explain ID   a rule, and how it comes out on this machine",
            "  rules check FILE   every mistake in a file of your own rules",
            "  rules test FILE    cases in YAML: facts, and the rules that must apply",
            "  rules schema       the rule language as a JSON Schema, for editors"
        })
public final class RulesCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Parameters(
            index = "0",
            paramLabel = "ACTION",
            defaultValue = "list",
            description = "list, explain, check, test or schema.")
    private String action = "list";

    @Parameters(index = "1", arity = "0..1", paramLabel = "ID|FILE", description = "A rule or a file.")
    private @Nullable String subject;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private HardwareFlags hardware = new HardwareFlags();

    @Mixin
    private OutputFlags output = new OutputFlags();

    /** Creates the command. */
    public RulesCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (!action.equals("explain")) {
            Applicable.only(spec, "rules " + action, "ACTION", "ID|FILE");
        }
        if (action.equals("schema")) {
            alone();
            shell.console().line(Json.pretty(RulesDocument.language()));
            return ExitCode.OK.code();
        }
        return shell.show(question(), RulesText::print, RulesDocument::of, output.json());
    }

    private RulesQuestion question() {
        return switch (action) {
            case "list" -> {
                alone();
                yield new RulesQuestion.ListAll();
            }
            case "explain" -> new RulesQuestion.Explain(needed("the id of a rule"), hardware.selector());
            case "check" -> new RulesQuestion.Check(needed("a file"), text(needed("a file")));
            case "test" -> new RulesQuestion.Test(needed("a file"), text(needed("a file")));
            default -> throw usage("rules knows list, explain, check, test and schema, not " + action + ".");
        };
    }

    private void alone() {
        if (subject != null) {
            throw usage("'" + subject + "' does not go with 'rules " + action + "'.");
        }
    }

    private String needed(String what) {
        return Optional.ofNullable(subject).orElseThrow(() -> usage("rules " + action + " needs " + what + "."));
    }

    /** Reads a text file; what cannot be read is said in a sentence. */
    private static String text(String file) {
        try {
            return TextFile.read(Path.of(file));
        } catch (TextFileException e) {
            throw usage(e.getMessage() + ".");
        }
    }

    private static RefusedException usage(String message) {
        return new RefusedException(Refusal.usage("rules", Hint.plain(message)));
    }
}
