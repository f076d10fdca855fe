package dev.llmfit.tui;

import dev.llmfit.answers.Question;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.MachineLoad;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.tui.state.Chosen;
import dev.llmfit.tui.state.Known;
import dev.llmfit.tui.state.Known.Answered;
import dev.llmfit.tui.state.Known.Refused;
import dev.llmfit.tui.state.Questions;
import dev.llmfit.tui.state.Row;
import dev.llmfit.tui.state.Rows;
import dev.llmfit.tui.state.Screen;
import dev.llmfit.units.Environment;
import dev.llmfit.units.KnowledgeFiles;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Screens of a machine with an RTX 4090 and 64 GiB, answered by the product itself, one question after the other. */
public final class Answered4090 {
    private static final Workbench BENCH = Workbench.of(new Settings(
                    nobody(),
                    true,
                    () -> new MachineLoad(0, 8),
                    Clock.fixed(
                            KnowledgeFiles.version()
                                    .date()
                                    .atStartOfDay(ZoneOffset.UTC)
                                    .toInstant(),
                            ZoneOffset.UTC)))
            .forMany(Path.of(""));

    /** No user: no models, measurements or rules of their own. */
    private static Environment nobody() {
        Path home = Path.of("target", "nobody").toAbsolutePath();
        return Environment.ofProcess().withHome(home).withVariables(Map.of("HOME", home.toString()));
    }

    private static Known all = Known.NOTHING;

    private Answered4090() {}

    /** Returns what answers. */
    public static Workbench bench() {
        return BENCH;
    }

    /** Returns what is asked at the start. */
    public static Chosen chosen() {
        return Chosen.of(HardwareSelector.parse(
                Optional.of("geforce-rtx-4090-24g"),
                Optional.empty(),
                Optional.of("64GiB"),
                Optional.empty(),
                Optional.empty()));
    }

    /** Returns what is known once all is answered that a screen with so many rows of models needs. */
    public static synchronized Known known(Screen screen, int page) {
        while (true) {
            List<Row> rows = Rows.of(screen.chosen(), all);
            List<Question<?>> needed = Questions.needed(screen, all, rows.subList(0, Math.min(page, rows.size())));
            if (needed.isEmpty()) {
                return all;
            }
            all = all.with(needed.getFirst(), result(needed.getFirst()));
        }
    }

    private static Known.Result result(Question<?> question) {
        try {
            return new Answered(BENCH.ask(question));
        } catch (RefusedException e) {
            return new Refused(e.refusal());
        }
    }
}
