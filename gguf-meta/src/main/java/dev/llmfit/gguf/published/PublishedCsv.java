package dev.llmfit.gguf.published;

import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.gguf.quant.Imatrix;
import dev.llmfit.gguf.quant.Recipe;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

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

    /**
     * Returns the file types of llama.cpp among those of a line {@code repository,source,file,types}, without what else it says: a search
     * asks for those of all lines.
     *
     * @param known types by the names that were read before; grows
     */
    static Set<String> plainTypes(String line, Map<String, Optional<String>> known) {
        Set<String> types = new HashSet<>();
        for (String text : fields(line, 4)[3].split(" ", -1)) {
            known.computeIfAbsent(
                            name(text),
                            name -> label(name)
                                    .filter(TypeLabel::isPlain)
                                    .map(label -> label.fileType().name()))
                    .ifPresent(types::add);
        }
        return types;
    }

    private static Optional<TypeLabel> label(String name) {
        Optional<TypeLabel> label = TypeLabel.of(name);
        if (label.isEmpty()) {
            throw wrong(name);
        }
        return label;
    }

    /** Returns {@code TYPE} of {@code TYPE[=[~]bytes][/parts]}. */
    private static String name(String text) {
        int slash = text.indexOf('/');
        int end = slash < 0 ? text.length() : slash;
        int equals = text.indexOf('=');
        return text.substring(0, equals < 0 ? end : Math.min(equals, end));
    }

    /** Reads {@code TYPE[=[~]bytes][/parts]}. */
    private static PublishedFile file(String pattern, String text) {
        int slash = text.indexOf('/');
        int parts = slash < 0 ? 1 : Integer.parseInt(text.substring(slash + 1));
        String typed = slash < 0 ? text : text.substring(0, slash);
        int equals = typed.indexOf('=');
        String name = name(text);
        String size = equals < 0 ? "" : typed.substring(equals + 1);
        boolean rounded = size.startsWith("~");
        OptionalLong bytes = size.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(rounded ? size.substring(1) : size));
        String stem = pattern.replace("{}", name).replace("{lower}", name.toLowerCase(Locale.ROOT));
        return new PublishedFile(stem + firstOf(parts) + ".gguf", label(name), bytes, rounded, parts);
    }

    /** Returns how the first of several parts is named; without {@code String.format}, which loads what Java knows of locales. */
    private static String firstOf(int parts) {
        if (parts <= 1) {
            return "";
        }
        String number = String.valueOf(parts);
        return "-00001-of-" + "0".repeat(Math.max(0, "00000".length() - number.length())) + number;
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
