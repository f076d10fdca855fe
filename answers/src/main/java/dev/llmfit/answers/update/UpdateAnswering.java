package dev.llmfit.answers.update;

import static dev.llmfit.answers.update.NamedBytes.refused;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.update.UpdateAnswer.Change;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.catalog.CatalogueCompiler;
import dev.llmfit.gguf.layout.FieldsException;
import dev.llmfit.units.Hint;
import dev.llmfit.units.KnowledgeFiles;
import dev.llmfit.units.KnowledgeVersion;
import dev.llmfit.units.NextStep;
import dev.llmfit.units.OwnFolders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Fetches a bundle of knowledge, proves it, and installs it. */
final class UpdateAnswering {
    /** Where the catalogue's own files lie in a bundle. */
    static final String CATALOGUE = "catalog/";

    private static final String ADDRESS = "LLMFIT_UPDATE_URL";

    private final UpdateQuestion question;
    private final Workbench bench;
    private final ReleaseKeys keys;
    private final KnowledgeFolder folder;

    UpdateAnswering(UpdateQuestion question, Workbench bench, ReleaseKeys keys) {
        this.question = question;
        this.bench = bench;
        this.keys = keys;
        folder = KnowledgeFolder.in(OwnFolders.of(bench.environment()).data());
    }

    UpdateAnswer answer() throws IOException {
        return question.rollback() ? rolledBack() : updated();
    }

    private UpdateAnswer rolledBack() throws IOException {
        KnowledgeVersion before = KnowledgeFiles.version();
        if (folder.rollBack().isEmpty()) {
            throw refused("nothing-to-roll-back", "No newer knowledge is installed to go back from.", Hint.NONE);
        }
        KnowledgeVersion now =
                folder.toRead().map(KnowledgeFiles.Installed::version).orElseGet(KnowledgeFiles::bundledVersion);
        return new UpdateAnswer(before, now, Optional.empty(), List.of(), List.of());
    }

    private UpdateAnswer updated() throws IOException {
        String from = question.from()
                .or(() -> bench.environment().variable(ADDRESS))
                .or(keys::address)
                .orElseThrow(() -> refused(
                        "no-address",
                        "This build was not told where newer knowledge is published.",
                        Hint.of("name a file or an address with {0}, or set " + ADDRESS, step("from", ""))));
        byte[] bytes = isAddress(from)
                ? NamedBytes.fetched(from, KnowledgeBundle.LARGEST, bench)
                : NamedBytes.read(from, KnowledgeBundle.LARGEST, () -> tooLarge(from), bench);
        KnowledgeBundle bundle;
        try {
            bundle = KnowledgeBundle.read(bytes, keys);
        } catch (BundleException e) {
            throw refused(
                    "bundle",
                    from + " is not taken: " + e.getMessage() + ".",
                    Hint.plain("fetch it again; what was known before is still in use"));
        }
        requireSignature(from, bundle);
        KnowledgeVersion before = KnowledgeFiles.version();
        if (!bundle.version().isAfter(before)) {
            if (bundle.version().equals(before)) {
                return new UpdateAnswer(before, before, bundle.signer(), List.of(), List.of());
            }
            throw refused(
                    "older",
                    from + " is of " + bundle.version() + ", older than what is in use, " + before + ".",
                    Hint.of("{0} goes back to the version before", step("rollback", "true")));
        }
        return install(from, bundle, before);
    }

    private static boolean isAddress(String from) {
        return from.regionMatches(true, 0, "http://", 0, 7) || from.regionMatches(true, 0, "https://", 0, 8);
    }

    private static RefusedException tooLarge(String from) {
        return refused("bundle", from + " is not taken: it is far larger than knowledge is.", Hint.NONE);
    }

    private void requireSignature(String from, KnowledgeBundle bundle) {
        if (bundle.signer().isPresent() || (question.unsigned() && !isAddress(from))) {
            return;
        }
        String why = keys.isEmpty()
                ? "this build was given no release keys to prove it with"
                : "none of the release keys has signed it";
        throw refused(
                "unsigned",
                from + " is not taken: " + why + ".",
                isAddress(from)
                        ? Hint.of("download it, look at it, and name the file with {0}", step("unsigned", "true"))
                        : Hint.of("{0} takes it on your own word", step("unsigned", "true")));
    }

    private UpdateAnswer install(String from, KnowledgeBundle bundle, KnowledgeVersion before) throws IOException {
        try {
            return folder.install(bundle.version(), draft -> {
                List<String> left = fill(draft, bundle);
                List<Change> changes = KnowledgeChanges.of(Catalogue.in(draft), bundle.files());
                return new UpdateAnswer(before, bundle.version(), bundle.signer(), changes, left);
            });
        } catch (BundleException | FieldsException | IllegalArgumentException e) {
            throw new RefusedException(
                    new Refusal(
                            Refusal.Kind.BAD_QUESTION,
                            "bundle",
                            from + " is not taken: " + e.getMessage() + ".",
                            Hint.plain("what was known before is still in use")),
                    e);
        }
    }

    /** Writes the tables as they are and the catalogue compiled. */
    private static List<String> fill(Path draft, KnowledgeBundle bundle) throws IOException {
        for (KnowledgeTable table : KnowledgeTable.all()) {
            byte[] content = bundle.files().get(table.path());
            if (content == null) {
                throw new BundleException(table.path() + " is missing in it");
            }
            String text = new String(content, StandardCharsets.UTF_8).replace("\r", "");
            if (!KnowledgeTable.heading(text).equals(KnowledgeTable.heading(table.current()))) {
                throw new BundleException(table.path() + " has other columns than this program reads");
            }
            write(draft.resolve(table.path()), content);
        }
        Path catalogue = draft.resolve("catalog");
        for (Map.Entry<String, byte[]> file : bundle.files().entrySet()) {
            if (file.getKey().startsWith(CATALOGUE)) {
                write(draft.resolve(file.getKey()), file.getValue());
            }
        }
        if (!Files.isDirectory(catalogue)) {
            throw new BundleException("the catalogue is missing in it");
        }
        return CatalogueCompiler.compileKnown(catalogue, draft);
    }

    private static void write(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.resolveSibling("."));
        Files.write(file, content);
    }

    private static NextStep step(String field, String value) {
        return new NextStep.Change(field, value);
    }
}
