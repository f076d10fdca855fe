package dev.llmfit.cli.recommend;

import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.rules.Fact;
import dev.llmfit.rules.Facts;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What decides between a local model and an API, for the rules {@code api/…}. */
public final class CircumstanceFlags {
    @Option(names = "--private", description = "The data must not leave the house.")
    private boolean confidential;

    @Option(names = "--no-network", description = "There is no network where it will run.")
    private boolean offline;

    @Option(
            names = "--task",
            paramLabel = "KIND",
            description = "simple, complex or prototype: what the answers are for.")
    private @Nullable String task;

    @Option(names = "--api-spend", paramLabel = "USD", description = "What an API costs you a month.")
    private @Nullable Double apiSpend;

    /** Returns what was said, as facts. */
    Facts facts() {
        Facts.Builder facts = Facts.builder();
        if (confidential) {
            facts.set(Fact.REQUEST_PRIVACY, true);
        }
        if (offline) {
            facts.set(Fact.REQUEST_OFFLINE, true);
        }
        String kind = task;
        if (kind != null) {
            List<String> known = Fact.REQUEST_TASK.knownValues();
            if (!known.contains(kind.toLowerCase(Locale.ROOT))) {
                throw usage("--task knows " + String.join(", ", known) + ", not " + kind + ".");
            }
            facts.set(Fact.REQUEST_TASK, kind.toLowerCase(Locale.ROOT));
        }
        Double spend = apiSpend;
        if (spend != null) {
            if (!(spend >= 0) || spend.isInfinite()) {
                throw usage("--api-spend is an amount of USD a month, not " + spend + ".");
            }
            facts.set(Fact.REQUEST_API_USD_MONTH, spend);
        }
        return facts.build();
    }

    private static CommandException usage(String message) {
        return new CommandException(ExitCode.USAGE, "usage", message, "see llmfit recommend --help");
    }
}
