package dev.llmfit.gguf.catalog;

import dev.llmfit.gguf.arch.Architectures;
import dev.llmfit.gguf.layout.FieldsException;
import dev.llmfit.gguf.published.PublishedCompiler;
import dev.llmfit.json.AuditedFields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Compiles the catalogue's YAML files to the resource that the program reads. Run by the build. */
final class CatalogueCompiler {
    private CatalogueCompiler() {}

    /** Compiles the folder {@code args[0]} to the file {@code args[1]}, and its lists of published files to their package beside it. */
    public static void main(String[] args) throws IOException {
        List<CatalogueEntry> entries = readFolder(Path.of(args[0]));
        byte[] compiled = CatalogueWriter.write(entries, library(Path.of(args[0])));
        Path target = Path.of(args[1]);
        Path folder = target.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.write(target, compiled);
        Path sampling = Path.of(args[0]).resolve(SamplingTable.RESOURCE);
        SamplingTable.read(Files.readAllLines(sampling))
                .check(entries.stream().map(e -> e.summary().hfRepository()).toList());
        Files.copy(sampling, target.resolveSibling(SamplingTable.RESOURCE), StandardCopyOption.REPLACE_EXISTING);
        Path published = target.resolveSibling("../published/published.txt").normalize();
        Files.createDirectories(published.resolveSibling("."));
        PublishedCompiler.compile(Path.of(args[0]).resolve("published"), published);
    }

    /** Reads the table of Ollama's library, which lies beside the entries. */
    static OllamaLibrary library(Path folder) throws IOException {
        return OllamaLibrary.read(Files.readAllLines(folder.resolve("ollama.csv")));
    }

    /** Reads all entries of a folder, file by file; every id once, every architecture and every key known. */
    static List<CatalogueEntry> readFolder(Path folder) throws IOException {
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
                if (!Architectures.knows(entry.text("architecture"))) {
                    throw new FieldsException(file + ": no layout for " + entry.text("architecture"));
                }
                entries.add(CatalogueEntry.of(entry));
            }
        }
        return entries;
    }
}
