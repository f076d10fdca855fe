package dev.llmfit.answers.update;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.units.Addition;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep;
import dev.llmfit.units.Sha256;
import dev.llmfit.units.WrittenFile;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Takes a library that a package leaves out: from the repository that the build was told of, or from a file. */
public final class AddedLibrary {
    private static final String ADDRESS = "LLMFIT_LIBRARIES_URL";

    private AddedLibrary() {}

    /**
     * Adds a library. What the program holds already is not fetched; a file that is named is taken.
     *
     * @param name one of {@link Addition#names}
     * @param from a file that holds it; empty to fetch it
     * @param bench for whom
     * @return where it lies now; empty if the program holds it already
     * @throws RefusedException if there is none of this name here, or what was read is another file
     */
    public static Optional<Path> add(String name, Optional<String> from, Workbench bench) throws IOException {
        Addition library = Addition.named(name, bench.environment())
                .orElseThrow(() -> refused(
                        "no-such-library",
                        "'" + name + "' is not published for "
                                + bench.environment().osName() + " on "
                                + bench.environment().osArch() + ".",
                        Hint.NONE));
        if (from.isEmpty() && library.classPath(bench.environment()).isPresent()) {
            return Optional.empty();
        }
        String source = from.orElseGet(() -> address(bench) + "/" + library.path());
        byte[] content = from.isPresent() ? read(source, bench) : fetched(source, bench);
        if (!Sha256.of(content).equals(library.sha256())) {
            throw refused(
                    "other-file",
                    source + " is not taken: its SHA-256 is not that of " + library.path() + ".",
                    Hint.plain("fetch it again; nothing was added"));
        }
        Path file = library.file(bench.environment());
        Files.createDirectories(file.resolveSibling("."));
        WrittenFile.write(file, content);
        return Optional.of(file);
    }

    private static String address(Workbench bench) {
        return bench.environment()
                .variable(ADDRESS)
                .or(ReleaseKeys::libraries)
                .orElseThrow(() -> refused(
                        "no-address",
                        "This build was not told where libraries are published.",
                        Hint.of("name a file with {0}, or set " + ADDRESS, new NextStep.Change("from", ""))));
    }

    private static byte[] fetched(String address, Workbench bench) throws IOException {
        try {
            return bench.online().bytes(new URI(address), Addition.LARGEST);
        } catch (URISyntaxException e) {
            throw refused("no-address", "'" + address + "' is no web address.", Hint.NONE);
        }
    }

    private static byte[] read(String from, Workbench bench) throws IOException {
        Path file;
        try {
            file = bench.file(Path.of(from));
        } catch (InvalidPathException e) {
            throw refused("no-such-file", "'" + from + "' is no path.", Hint.NONE);
        }
        if (!Files.isRegularFile(file)) {
            throw refused("no-such-file", from + " is no file.", Hint.plain("check the path"));
        }
        if (Files.size(file) > Addition.LARGEST) {
            throw refused("other-file", from + " is not taken: it is far larger than the library is.", Hint.NONE);
        }
        return Files.readAllBytes(file);
    }

    private static RefusedException refused(String code, String message, Hint hint) {
        return new RefusedException(new Refusal(Refusal.Kind.BAD_QUESTION, code, message, hint));
    }
}
