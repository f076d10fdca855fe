package dev.llmfit.gguf.published;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.quant.Imatrix;
import dev.llmfit.gguf.quant.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the rows of {@code sources.csv}, {@code recipes.csv} and {@code repositories.csv} of the catalogue's published files. */
final class PublishedCsv {
    /** What a publisher's name of a type means. */
    record NamedRecipe(String publisher, String label, Recipe recipe, Optional<GgmlType> tied) {}

    private PublishedCsv() {}

    /** Returns id and source of a line {@code id,date,"what"}. */
    static Map.Entry<String, ListingSource> source(String line) {
        String[] fields = fields(line, 3);
        return Map.entry(fields[0], new ListingSource(fields[2].replace("\"", ""), fields[1]));
    }

    /** Returns the recipe of a line {@code publisher,label,file_type,token_embd,output,tied,"source"}. */
    static NamedRecipe recipe(String line) {
        String[] fields = fields(line, 7);
        FileType fileType = FileType.byName(fields[2]).orElseThrow(() -> wrong(line));
        Recipe recipe = new Recipe(fileType, Imatrix.PRESENT, type(fields[3]), type(fields[4]));
        return new NamedRecipe(fields[0], fields[1], recipe, type(fields[5]));
    }

    private static Optional<GgmlType> type(String name) {
        return name.isEmpty() ? Optional.empty() : Optional.of(GgmlType.valueOf(name));
    }

    /** Returns the listing of a line {@code repository,source,file,types}. */
    static RepositoryListing listing(String line, Map<String, ListingSource> sources) {
        String[] fields = fields(line, 4);
        ListingSource source = sources.get(fields[1]);
        if (source == null) {
            throw wrong(line);
        }
        List<PublishedFile> files = new ArrayList<>();
        for (String type : fields[3].split(" ", -1)) {
            files.add(file(fields[2], type));
        }
        return new RepositoryListing(fields[0], files, Optional.of(source));
    }

    /** Reads {@code TYPE[=[~]bytes][/parts]}. */
    private static PublishedFile file(String pattern, String text) {
        int slash = text.indexOf('/');
        int parts = slash < 0 ? 1 : Integer.parseInt(text.substring(slash + 1));
        String typed = slash < 0 ? text : text.substring(0, slash);
        int equals = typed.indexOf('=');
        String name = equals < 0 ? typed : typed.substring(0, equals);
        String size = equals < 0 ? "" : typed.substring(equals + 1);
        boolean rounded = size.startsWith("~");
        OptionalLong bytes = size.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(rounded ? size.substring(1) : size));
        String stem = pattern.replace("{}", name).replace("{lower}", name.toLowerCase(Locale.ROOT));
        String path = stem + (parts > 1 ? String.format(Locale.ROOT, "-00001-of-%05d", parts) : "") + ".gguf";
        TypeLabel label = TypeLabel.of(name).orElseThrow(() -> wrong(text));
        return new PublishedFile(path, Optional.of(label), bytes, rounded, parts);
    }

    private static String[] fields(String line, int count) {
        String[] fields = line.split(",", count);
        if (fields.length < count) {
            throw wrong(line);
        }
        return fields;
    }

    private static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("published files: cannot read '" + what + "'");
    }
}
