package dev.llmfit.rules;

import dev.llmfit.json.NodeCodec;
import dev.llmfit.json.Spelling;
import dev.llmfit.json.TextFile;
import dev.llmfit.json.TextFileException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Rules in their order. A later rule with the id of an earlier one takes its place. Immutable. */
public final class RuleBook {
    /** Files of the bundled book, in order; general rules come before those that refine them. */
    static final List<String> BUNDLED = List.of(
            "use-cases.yaml",
            "start-here.yaml",
            "machine.yaml",
            "launch.yaml",
            "rows.yaml",
            "choice.yaml",
            "engines.yaml",
            "troubleshoot.yaml");

    /** The bundled files, parsed by {@link CompileRuleBook} when the program is built. */
    static final String COMPILED = "book.bin";

    private final Map<String, Rule> rules;

    /** The same by what they speak about, once it was asked for: a plan asks for dozens of machines. */
    private final Map<Rule.Scope, List<Rule>> scopes = new ConcurrentHashMap<>();

    private RuleBook(Map<String, Rule> rules) {
        this.rules = rules;
    }

    /** Returns the rules that come with the program. */
    public static RuleBook bundled() {
        Problems problems = new Problems();
        List<Rule> rules = new ArrayList<>();
        try (InputStream in = RuleBook.class.getResourceAsStream("/rules/" + COMPILED)) {
            if (in == null) {
                throw new IllegalStateException("the rule book is missing from the program; build it with mvn package");
            }
            NodeCodec.fromBytes(in.readAllBytes())
                    .forEach((file, node) -> rules.addAll(new RuleReader(file, problems).read(node)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        problems.throwIfAny();
        return of(rules);
    }

    /** Returns the bundled rules and those of {@code *.yaml} in a folder, which override by id. A missing folder is no mistake. */
    public static RuleBook withUserRules(Path folder) {
        RuleBook book = bundled();
        if (!Files.isDirectory(folder)) {
            return book;
        }
        Problems problems = new Problems();
        List<Rule> own = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> sorted = files.filter(
                            f -> f.toString().endsWith(".yaml") || f.toString().endsWith(".yml"))
                    .sorted()
                    .toList();
            for (Path file : sorted) {
                own.addAll(new RuleReader(file.toString(), problems).read(text(file, problems)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        problems.throwIfAny();
        return book.override(own);
    }

    /** Returns the text of a file; what cannot be read is a mistake like any other, and the text is then an empty rule file. */
    private static String text(Path file, Problems problems) {
        try {
            return TextFile.read(file);
        } catch (TextFileException e) {
            problems.add(file.toString(), 1, "the file " + e.reason());
        }
        return "rules: []";
    }

    /**
     * Reads one rule file.
     *
     * @param source name for messages
     * @param problems receives every mistake
     * @return the rules without mistakes
     */
    public static List<Rule> read(String source, String yaml, Problems problems) {
        return new RuleReader(source, problems).read(yaml);
    }

    /** Returns a book of these rules. */
    public static RuleBook of(List<Rule> rules) {
        Map<String, Rule> byId = new LinkedHashMap<>();
        rules.forEach(r -> byId.put(r.id(), r));
        return new RuleBook(byId);
    }

    /** Returns this book with other rules that override by id. */
    public RuleBook override(List<Rule> other) {
        Map<String, Rule> byId = new LinkedHashMap<>(rules);
        other.forEach(r -> byId.put(r.id(), r));
        return new RuleBook(byId);
    }

    /** Returns all rules in order. */
    public List<Rule> rules() {
        return List.copyOf(rules.values());
    }

    /** Returns the rule with this id. */
    public Optional<Rule> find(String id) {
        return Optional.ofNullable(rules.get(id));
    }

    /** Returns the ids nearest to a misspelt one, at most three. */
    public List<String> nearest(String id) {
        return Spelling.nearest(id, List.copyOf(rules.keySet()));
    }

    /** Returns what the rules of a scope say about these facts, in their order. */
    public List<Finding> apply(Rule.Scope scope, Facts facts) {
        List<Finding> findings = new ArrayList<>();
        for (Rule rule : scopes.computeIfAbsent(scope, this::of)) {
            rule.apply(facts).ifPresent(findings::add);
        }
        return findings;
    }

    private List<Rule> of(Rule.Scope scope) {
        return rules.values().stream().filter(rule -> rule.scope() == scope).toList();
    }

    /** Returns what the rules prefer for a request on a machine. */
    public Preferences preferences(Facts requestAndMachine) {
        return new Preferences(apply(Rule.Scope.SETTING, requestAndMachine));
    }
}
