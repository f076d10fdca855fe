package dev.llmfit.cli.recommend;

import dev.llmfit.cli.flags.HardwareFlags;
import dev.llmfit.cli.flags.OutputFlags;
import dev.llmfit.cli.render.Json;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.cli.shell.Session;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.recommend.Recommender;
import dev.llmfit.recommend.wish.Request;
import dev.llmfit.rules.Facts;
import dev.llmfit.rules.Problems;
import dev.llmfit.rules.Rule;
import dev.llmfit.rules.RuleAudit;
import dev.llmfit.rules.RuleBook;
import dev.llmfit.rules.RuleCases;
import dev.llmfit.rules.RuleSchema;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
    private final Console console;

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

    @Mixin
    private HardwareFlags hardware = new HardwareFlags();

    @Mixin
    private OutputFlags output = new OutputFlags();

    /** Creates the command. */
    public RulesCommand(Shell shell) {
        this.console = shell.console();
    }

    @Override
    public Integer call() {
        return switch (action) {
            case "list" -> list();
            case "explain" -> explain(needed("the id of a rule"));
            case "check" -> check(Path.of(needed("a file")));
            case "test" -> test(Path.of(needed("a file")));
            case "schema" -> {
                console.line(Json.pretty(RuleSchema.tree()));
                yield ExitCode.OK.code();
            }
            default -> throw usage("rules knows list, explain, check, test and schema, not " + action + ".");
        };
    }

    private String needed(String what) {
        return Optional.ofNullable(subject).orElseThrow(() -> usage("rules " + action + " needs " + what + "."));
    }

    private int list() {
        List<Rule> rules = Session.bench().rules().rules();
        if (output.json()) {
            Map<String, Object> document = document("list");
            document.put("rules", rules.stream().map(RuleText::json).toList());
            console.line(Json.pretty(document));
        } else {
            RuleText.table(rules).lines(console.columns()).forEach(console::line);
        }
        return ExitCode.OK.code();
    }

    private int explain(String id) {
        RuleBook book = Session.bench().rules();
        Rule rule = book.find(id)
                .orElseThrow(() -> new CommandException(
                        ExitCode.USAGE,
                        "no-rule",
                        "There is no rule '" + id + "'.",
                        book.nearest(id).isEmpty()
                                ? "llmfit rules lists them"
                                : "did you mean " + String.join(" or ", book.nearest(id)) + "?"));
        boolean here = rule.scope() == Rule.Scope.SETTING;
        Facts facts = here
                ? new Recommender(hardware.machine(), book, Session.bench().estimators()).facts(Request.chat(), false)
                : Facts.NONE;
        if (output.json()) {
            Map<String, Object> document = document("explain");
            document.putAll(RuleText.json(rule));
            if (here) {
                document.put("outcome", rule.when().evaluate(facts).outcome());
                document.put("trace", rule.when().evaluate(facts).lines());
            }
            console.line(Json.pretty(document));
        } else {
            RuleText.explain(rule, facts, here, console.columns()).forEach(console::line);
        }
        return ExitCode.OK.code();
    }

    private int check(Path file) {
        Problems problems = new Problems();
        List<Rule> rules = RuleBook.read(file.toString(), text(file), problems);
        RuleAudit.check(rules, problems);
        RuleBook bundled = RuleBook.bundled();
        List<String> overrides = rules.stream()
                .map(Rule::id)
                .filter(id -> bundled.find(id).isPresent())
                .toList();
        List<String> outranks = RuleAudit.outranked(bundled.rules(), rules);
        if (output.json()) {
            Map<String, Object> document = document("check");
            document.put("rules", rules.size());
            document.put("overrides", overrides);
            document.put("outranks", outranks);
            List<Object> list = new ArrayList<>();
            for (Problems.Problem p : problems.all()) {
                list.add(Map.of("line", p.line(), "message", p.message()));
            }
            document.put("problems", list);
            console.line(Json.pretty(document));
        } else {
            problems.all().forEach(p -> console.line(p.toString()));
            console.line(rules.size() + " rules, " + problems.all().size() + " mistakes"
                    + (overrides.isEmpty() ? "" : "; overrides " + String.join(", ", overrides)));
            outranks.forEach(console::line);
        }
        return problems.isEmpty() ? ExitCode.OK.code() : ExitCode.DOES_NOT_FIT.code();
    }

    /** Reads a text file; what cannot be read is said in a sentence. */
    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw usage("There is no file " + file + ".");
        } catch (CharacterCodingException e) {
            throw usage(file + " is not a text file in UTF-8.");
        } catch (IOException e) {
            throw usage(file + " cannot be read: " + e.getMessage() + ".");
        }
    }

    private int test(Path file) {
        Problems problems = new Problems();
        RuleCases cases = RuleCases.read(file.toString(), text(file), problems);
        List<RuleCases.Result> results = cases.run(Session.bench().rules());
        long failed = results.stream().filter(r -> !r.failures().isEmpty()).count();
        if (output.json()) {
            Map<String, Object> document = document("test");
            List<Object> list = new ArrayList<>();
            results.forEach(r -> list.add(Map.of("name", r.name(), "line", r.line(), "failures", r.failures())));
            document.put("cases", list);
            document.put(
                    "problems",
                    problems.all().stream().map(Problems.Problem::toString).toList());
            document.put("passed", results.size() - failed);
            document.put("failed", failed);
            console.line(Json.pretty(document));
        } else {
            problems.all().forEach(p -> console.line(p.toString()));
            for (RuleCases.Result r : results) {
                console.line((r.failures().isEmpty() ? "✓ " : "✗ ") + r.name());
                r.failures().forEach(f -> console.line("    " + f));
            }
            console.line(results.size() - failed + " passed, " + failed + " failed");
        }
        return failed == 0 && problems.isEmpty() ? ExitCode.OK.code() : ExitCode.DOES_NOT_FIT.code();
    }

    private static Map<String, Object> document(String action) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", "llmfit/rules/1");
        document.put("action", action);
        return document;
    }

    private static CommandException usage(String message) {
        return new CommandException(ExitCode.USAGE, "usage", message, "see llmfit rules --help");
    }
}
