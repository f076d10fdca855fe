package dev.llmfit.gguf.published;

import dev.llmfit.gguf.FileType;
import java.util.Locale;
import java.util.Optional;

/**
 * What the name of a published file says of its type: a file type of llama.cpp, or one that a publisher made up.
 *
 * @param text as written, for example {@code Q4_K_M}, {@code UD-Q4_K_XL} or {@code i1-IQ3_XXS}
 * @param kind what kind of name it is
 * @param fileType the type itself, or the one that a made-up name is called after
 */
public record TypeLabel(String text, Kind kind, FileType fileType) {
    private static final String DYNAMIC = "UD-";
    private static final String WITH_IMATRIX = "I1-";
    private static final String SEPARATORS = "-._/: ";

    /** What kind of name it is. */
    public enum Kind {
        /** A file type of llama.cpp, of which {@code llama-quantize} makes the mixture. */
        PLAIN,
        /** The same made with an importance matrix, as mradermacher names it: {@code i1-Q4_K_M}. */
        WITH_IMATRIX,
        /** A file type with a suffix, {@code Q6_K_L}: other types for some tensors. */
        EXTENDED,
        /** Unsloth's, {@code UD-Q4_K_XL}: mixtures that differ from model to model. */
        DYNAMIC
    }

    /** Reads a name; empty if it is that of no type. */
    public static Optional<TypeLabel> of(String text) {
        String upper = text.strip().toUpperCase(Locale.ROOT);
        if (upper.startsWith(DYNAMIC)) {
            return called(upper.substring(DYNAMIC.length())).map(type -> new TypeLabel(upper, Kind.DYNAMIC, type));
        }
        if (upper.startsWith(WITH_IMATRIX)) {
            String bare = upper.substring(WITH_IMATRIX.length());
            return FileType.byName(bare).map(type -> new TypeLabel("i1-" + bare, Kind.WITH_IMATRIX, type));
        }
        Optional<TypeLabel> plain = FileType.byName(upper).map(type -> new TypeLabel(upper, Kind.PLAIN, type));
        return plain.or(() -> called(upper).map(type -> new TypeLabel(upper, Kind.EXTENDED, type)));
    }

    /** Returns the file type that a name is called after: the name itself, or without what follows its last underscore. */
    private static Optional<FileType> called(String name) {
        Optional<FileType> type = FileType.byName(name);
        int last = name.lastIndexOf('_');
        if (type.isPresent() || last < 0) {
            return type;
        }
        String suffix = name.substring(last + 1);
        if (!suffix.equals("S") && !suffix.equals("M") && !suffix.equals("L") && !suffix.equals("XL")) {
            return Optional.empty();
        }
        String base = name.substring(0, last);
        return base.equals("Q8_K") ? Optional.of(FileType.Q8_0) : FileType.byName(base);
    }

    /** Finds the name of a type at the end of a tag, a file's name or path; the number of a part is left out. */
    public static Optional<TypeLabel> suffixOf(String name) {
        String bare = withoutPart(name);
        for (int start = 0; start < bare.length(); start++) {
            if (start == 0 || SEPARATORS.indexOf(bare.charAt(start - 1)) >= 0) {
                Optional<TypeLabel> label = of(bare.substring(start));
                if (label.isPresent()) {
                    return label;
                }
            }
        }
        return Optional.empty();
    }

    /** Returns a path without its ending and without the number of its part. */
    public static String withoutPart(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        String bare = lower.endsWith(".gguf") ? path.substring(0, path.length() - ".gguf".length()) : path;
        return bare.replaceFirst("-\\d{5}-of-\\d{5}$", "");
    }

    /** Returns what the names of a model's files have in common: the name without folders, type, part and ending. */
    public static String stem(String path) {
        String bare = withoutPart(path.substring(path.lastIndexOf('/') + 1));
        String stem = suffixOf(bare)
                .map(label -> bare.substring(0, bare.length() - label.text().length()))
                .orElse(bare);
        int end = stem.length();
        while (end > 0 && SEPARATORS.indexOf(stem.charAt(end - 1)) >= 0) {
            end--;
        }
        return end == 0 ? bare : stem.substring(0, end);
    }

    /** Tells whether two names mean the same type of llama.cpp. */
    public static boolean same(String one, String other) {
        Optional<FileType> type = FileType.byName(one);
        return type.isPresent() && type.equals(FileType.byName(other));
    }

    /** Tells whether llama-quantize has this type of its own. */
    public boolean isPlain() {
        return kind == Kind.PLAIN;
    }

    @Override
    public String toString() {
        return text;
    }
}
