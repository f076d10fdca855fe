package dev.llmfit.cli.quants;

import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.Session;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.reference.ModelReference.HuggingFaceRepository;
import dev.llmfit.gguf.remote.PublishedFile;
import dev.llmfit.render.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The model files that a repository publishes, each with its exact size, what its type loses and how it fits.
 *
 * @param repository {@code org/name}
 * @param files the smallest first; a split set is one
 */
public record RepositoryListing(String repository, List<PublishedFile> files) {
    private static final double GIB = 1L << 30;

    public RepositoryListing {
        files = List.copyOf(files);
    }

    /**
     * Lists the files of a repository.
     *
     * @throws dev.llmfit.gguf.remote.RemoteException if there is none, it is gated, or the hub cannot be reached
     */
    public static RepositoryListing of(HuggingFaceRepository reference) throws IOException {
        return new RepositoryListing(
                reference.repository(), Session.bench().online().files(reference.repository()));
    }

    /** Prints one row per file. */
    public void print(Console console, QuantTable table, QuantFits fits) {
        console.line(console.bold(repository) + " · " + table.model().architecture() + ", "
                + String.format(Locale.ROOT, "%,.2f", table.parameters() / 1e9) + " B parameters · " + files.size()
                + (files.size() == 1 ? " file" : " files") + ", sizes as published");
        console.line("");
        Table lines = QuantsText.head().right("parts").left("file");
        Optional<FileType> best = fits.sweetSpotAmong(
                files.stream().flatMap(f -> f.fileType().stream()).toList());
        for (PublishedFile file : files) {
            lines.row(
                    file.fileType().isPresent() && file.fileType().equals(best) ? "▸" : "",
                    file.fileType().map(Enum::name).orElse("?"),
                    String.format(Locale.ROOT, "%,.2f", file.bytes() / GIB),
                    String.format(Locale.ROOT, "%.2f", bitsPerWeight(file, table)),
                    file.fileType().map(t -> QuantsText.dots(fits, t)).orElse(""),
                    file.fileType().map(t -> QuantsText.layers(fits, t)).orElse(""),
                    file.fileType().map(t -> QuantsText.context(fits, t)).orElse(""),
                    Integer.toString(file.parts()),
                    file.path());
        }
        lines.lines(console.columns()).forEach(console::line);
        console.line("");
        QuantsText.legend(console, fits);
        console.line("Types   llmfit quants " + repository + ":Q4_K_M     every type that llama-quantize makes of it");
        console.line("Get     llmfit models pull " + repository + ":Q4_K_M");
    }

    /** Returns the files for the JSON document. */
    public List<Object> document(QuantTable table) {
        List<Object> rows = new ArrayList<>();
        for (PublishedFile file : files) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("path", file.path());
            file.fileType().ifPresent(type -> row.put("file_type", type));
            row.put("file_bytes", file.bytes());
            row.put("parts", file.parts());
            row.put("bits_per_weight", Math.round(bitsPerWeight(file, table) * 1e4) / 1e4);
            rows.add(row);
        }
        return rows;
    }

    private static double bitsPerWeight(PublishedFile file, QuantTable table) {
        return table.parameters() == 0 ? 0 : 8.0 * file.bytes() / table.parameters();
    }
}
