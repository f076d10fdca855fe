package dev.llmfit.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Tells when other work on this machine makes a measurement worth less. */
public final class BusyMachine {
    private BusyMachine() {}

    /** Returns a sentence if more threads want to run than there are processors; empty where the system does not say. */
    public static Optional<String> note() {
        Path load = Path.of("/proc/loadavg");
        if (!Files.isReadable(load)) {
            return Optional.empty();
        }
        try {
            return note(Files.readString(load), Runtime.getRuntime().availableProcessors());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Returns the sentence for the text of {@code /proc/loadavg}. */
    static Optional<String> note(String text, int processors) {
        double load = Double.parseDouble(text.substring(0, text.indexOf(' ')));
        return load < processors * 0.5
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "other work ran on this machine before the start (load %.1f on %d processors); at rest it is faster",
                        load,
                        processors));
    }
}
