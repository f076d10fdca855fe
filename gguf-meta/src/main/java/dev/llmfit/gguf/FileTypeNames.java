package dev.llmfit.gguf;

import java.util.Locale;
import java.util.Optional;

/** Finds a file type at the end of a tag or file name: {@code 8b-instruct-q5_K_M}, {@code Model-Q4_K_M.gguf}. */
public final class FileTypeNames {
    private static final String SEPARATORS = "-_.: ";

    private FileTypeNames() {}

    /** Returns the file type a name ends with, or is. {@code UD-Q4_K_M} is none: its mixture is Unsloth's own. */
    public static Optional<FileType> suffixOf(String name) {
        String bare = withoutExtension(name);
        for (int start = 0; start < bare.length(); start++) {
            if (start == 0 || SEPARATORS.indexOf(bare.charAt(start - 1)) >= 0) {
                Optional<FileType> type = FileType.byName(bare.substring(start));
                if (type.isPresent()) {
                    return isDynamic(bare.substring(0, start)) ? Optional.empty() : type;
                }
            }
        }
        return Optional.empty();
    }

    /** Returns a name without the file type it ends with. */
    public static String withoutSuffix(String name) {
        String bare = withoutExtension(name);
        for (int start = 1; start < bare.length(); start++) {
            if (SEPARATORS.indexOf(bare.charAt(start - 1)) >= 0
                    && FileType.byName(bare.substring(start)).isPresent()) {
                return trimmed(bare.substring(0, start - 1));
            }
        }
        return bare;
    }

    private static boolean isDynamic(String before) {
        String lower = before.toLowerCase(Locale.ROOT);
        return lower.equals("ud-") || SEPARATORS.chars().anyMatch(c -> lower.endsWith((char) c + "ud-"));
    }

    private static String trimmed(String name) {
        String text = name.toLowerCase(Locale.ROOT).endsWith("-ud") ? name.substring(0, name.length() - 3) : name;
        return text.endsWith(":") ? text.substring(0, text.length() - 1) : text;
    }

    private static String withoutExtension(String name) {
        return name.toLowerCase(Locale.ROOT).endsWith(".gguf") ? name.substring(0, name.length() - 5) : name;
    }
}
