package dev.llmfit.answers.update;

import static dev.llmfit.answers.update.NamedBytes.refused;

import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.units.Addition;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep;
import dev.llmfit.units.Sha256;
import dev.llmfit.units.WrittenFile;
import java.io.IOException;
import java.nio.file.Files;
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
        byte[] content = from.isPresent()
                ? NamedBytes.read(source, Addition.LARGEST, () -> tooLarge(source), bench)
                : NamedBytes.fetched(source, Addition.LARGEST, bench);
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

    private static RefusedException tooLarge(String from) {
        return refused("other-file", from + " is not taken: it is far larger than the library is.", Hint.NONE);
    }
}
