package dev.llmfit.answers.update;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.units.Hint;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Supplier;

/** The bytes of what is named by a web address or as a file. */
final class NamedBytes {
    private NamedBytes() {}

    /**
     * Fetches an address.
     *
     * @param largest the most bytes that are taken
     * @throws RefusedException if it is none
     */
    static byte[] fetched(String address, int largest, Workbench bench) throws IOException {
        try {
            return bench.online().bytes(new URI(address), largest);
        } catch (URISyntaxException e) {
            throw refused("no-address", "'" + address + "' is no web address.", Hint.NONE);
        }
    }

    /**
     * Reads a file.
     *
     * @param largest the most bytes that are taken
     * @param tooLarge what is said of a larger one
     * @throws RefusedException if there is none, or if it is larger
     */
    static byte[] read(String from, int largest, Supplier<RefusedException> tooLarge, Workbench bench)
            throws IOException {
        Path file;
        try {
            file = bench.file(Path.of(from));
        } catch (InvalidPathException e) {
            throw refused("no-such-file", "'" + from + "' is no path.", Hint.NONE);
        }
        if (!Files.isRegularFile(file)) {
            throw refused("no-such-file", from + " is no file.", Hint.plain("check the path"));
        }
        if (Files.size(file) > largest) {
            throw tooLarge.get();
        }
        return Files.readAllBytes(file);
    }

    /** Returns the refusal of a question. */
    static RefusedException refused(String code, String message, Hint hint) {
        return new RefusedException(new Refusal(Refusal.Kind.BAD_QUESTION, code, message, hint));
    }
}
