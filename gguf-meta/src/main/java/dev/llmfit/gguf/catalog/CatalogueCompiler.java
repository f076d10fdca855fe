package dev.llmfit.gguf.catalog;

import dev.llmfit.gguf.arch.Architectures;
import dev.llmfit.gguf.layout.FieldsException;
import dev.llmfit.gguf.published.PublishedCompiler;
import dev.llmfit.json.AuditedFields;
import dev.llmfit.units.KnowledgeFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Compiles the catalogue's YAML files to the resource that the program reads. Run by the build, and where newer knowledge is
 * installed: what is compiled depends on the program.
 */
public final class CatalogueCompiler {
    private CatalogueCompiler() {}

    /** Compiles the folder {@code args[0]} to the file {@code args[1]}, and its lists of published files to their package beside it. */
    public static void main(String[] args) throws IOException {
        compile(Path.of(args[0]), Path.of(args[1]), skipped -> {
            throw skipped;
        });
    }

    /**
     * Compiles a catalogue that may know more than this program into a folder of knowledge.
     *
     * @param folder YAML files and tables
     * @param knowledge folder whose folders are named as packages
     * @return why some entries are left out: their architecture or their keys are not known to this program
     * @throws FieldsException if a table cannot be read
     */
    public static List<String> compileKnown(Path folder, Path knowledge) throws IOException {
        List<String> left = new ArrayList<>();
        Path target = KnowledgeFiles.in(knowledge, Catalogue.class, Catalogue.RESOURCE);
        compile(folder, target, skipped -> left.add(String.valueOf(skipped.getMessage())));
        return List.copyOf(left);
    }

    private static void compile(Path folder, Path target, Consumer<FieldsException> skipped) throws IOException {
        List<CatalogueEntry> entries = readFolder(folder, skipped);
        Set<String> ids = entries.stream().map(CatalogueEntry::id).collect(Collectors.toSet());
        byte[] compiled = CatalogueWriter.write(
                entries, library(folder).of(ids, skipped), fineTunes(folder).of(ids, skipped));
        Path beside = target.toAbsolutePath().getParent();
        if (beside != null) {
            Files.createDirectories(beside);
        }
        Files.write(target, compiled);
        Path sampling = folder.resolve(SamplingTable.RESOURCE);
        SamplingTable.read(Files.readAllLines(sampling))
                .check(entries.stream().map(e -> e.summary().hfRepository()).toList(), skipped);
        Files.copy(sampling, target.resolveSibling(SamplingTable.RESOURCE), StandardCopyOption.REPLACE_EXISTING);
        Path published = target.resolveSibling("../published/published.txt").normalize();
        Files.createDirectories(published.resolveSibling("."));
        PublishedCompiler.compile(folder.resolve("published"), published);
    }

    /** Reads the table of Ollama's library, which lies beside the entries. */
    static OllamaLibrary library(Path folder) throws IOException {
        return OllamaLibrary.read(Files.readAllLines(folder.resolve("ollama.csv")));
    }

    /** Reads the table of repositories with the shape of an entry, which lies beside the entries. */
    static FineTunes fineTunes(Path folder) throws IOException {
        return FineTunes.read(Files.readAllLines(folder.resolve("fine-tunes.csv")));
    }

    /** Reads all entries of a folder, file by file; every id once, every architecture and every key known. */
    static List<CatalogueEntry> readFolder(Path folder) throws IOException {
        return readFolder(folder, skipped -> {
            throw skipped;
        });
    }

    private static List<CatalogueEntry> readFolder(Path folder, Consumer<FieldsException> skipped) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(folder)) {
            files = found.filter(p -> p.toString().endsWith(".yaml")).sorted().toList();
        }
        List<CatalogueEntry> entries = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Path file : files) {
            for (AuditedFields entry : CatalogueYaml.read(String.valueOf(file.getFileName()), Files.readString(file))) {
                if (!ids.add(entry.text("id"))) {
                    throw new FieldsException(file + ": the id " + entry.text("id") + " occurs twice");
                }
                try {
                    entries.add(entry(file, entry));
                } catch (FieldsException e) {
                    skipped.accept(e);
                }
            }
        }
        return entries;
    }

    private static CatalogueEntry entry(Path file, AuditedFields entry) {
        if (!Architectures.knows(entry.text("architecture"))) {
            throw new FieldsException(file + ": no layout for " + entry.text("architecture"));
        }
        return CatalogueEntry.of(entry);
    }
}
