package dev.llmfit.cli.proof;

import dev.llmfit.cli.render.Json;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.engine.store.MeasurementStore;
import dev.llmfit.render.Paragraph;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code bench --import} and {@code --export}: measurements from a file and into one; nothing is sent. */
final class MeasurementTransfer {
    private static final int MOST_LISTED = 10;

    private final MeasurementStore store;
    private final boolean json;

    MeasurementTransfer(MeasurementStore store, boolean json) {
        this.store = store;
        this.json = json;
    }

    ExitCode run(Console console, @Nullable Path source, @Nullable Path target) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("schema", "llmfit/bench-transfer/1");
        if (source != null) {
            MeasurementStore.Import done = imported(source);
            tree.put("added", done.added());
            tree.put("known", done.known());
            tree.put(
                    "refused",
                    done.refused().stream().map(MeasurementTransfer::refused).toList());
            print(console, done);
        }
        if (target != null) {
            int written = store.export(target);
            tree.put("written", written);
            line(console, counted(written, "measurement") + " written to " + target + ".");
        }
        if (json) {
            console.line(Json.pretty(tree));
        }
        return ExitCode.OK;
    }

    private MeasurementStore.Import imported(Path source) {
        try {
            MeasurementStore.Import done = store.importFrom(source);
            if (done.added() + done.known() == 0) {
                throw nothing(source + " holds no measurements" + first(done.refused()));
            }
            return done;
        } catch (IllegalArgumentException e) {
            throw nothing(String.valueOf(e.getMessage()));
        }
    }

    private static CommandException nothing(String reason) {
        return new CommandException(
                ExitCode.USAGE,
                "import",
                "Nothing to import: " + reason + ".",
                "name a file made by --export or --share");
    }

    private static String first(List<MeasurementStore.Refused> refused) {
        return refused.isEmpty()
                ? ""
                : "; line " + refused.getFirst().line() + ": "
                        + refused.getFirst().reason();
    }

    private void print(Console console, MeasurementStore.Import done) {
        line(
                console,
                counted(done.added(), "measurement") + " added to " + store.path() + ", " + done.known()
                        + " were there already.");
        if (done.refused().isEmpty()) {
            return;
        }
        line(console, counted(done.refused().size(), "line") + " left out:");
        for (MeasurementStore.Refused r :
                done.refused().stream().limit(MOST_LISTED).toList()) {
            Paragraph.wrap("  line " + r.line() + ": ", r.reason() + ".", console.columns())
                    .forEach(text -> line(console, text));
        }
        if (done.refused().size() > MOST_LISTED) {
            line(console, "  … and " + (done.refused().size() - MOST_LISTED) + " more");
        }
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private void line(Console console, String text) {
        if (!json) {
            console.line(text);
        }
    }

    private static Map<String, Object> refused(MeasurementStore.Refused refused) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("line", refused.line());
        tree.put("reason", refused.reason());
        return tree;
    }
}
