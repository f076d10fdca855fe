package dev.llmfit.gguf.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds a catalogue entry by the many ways of writing its name: tags with variants, latest, blanks for hyphens. */
public final class NameVariants {
    /** What names of files with layers for next-token prediction have that those of other files of the model have not. */
    private static final Pattern WITH_MTP = Pattern.compile("-mtp(?=$|[-:])", Pattern.CASE_INSENSITIVE);

    private final Catalogue catalogue;

    public NameVariants(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** Finds the entry that a name means, without a search. */
    public Optional<CatalogueEntry> find(String name) {
        for (String variant : variants(NameKind.normalized(name))) {
            Optional<CatalogueEntry> entry = catalogue.find(variant);
            if (entry.isPresent()) {
                return entry;
            }
        }
        Matcher mtp = WITH_MTP.matcher(name);
        return mtp.find() ? find(mtp.replaceFirst("")) : Optional.empty();
    }

    private static List<String> variants(String name) {
        List<String> variants = new ArrayList<>();
        String text = name.startsWith("library/") ? name.substring("library/".length()) : name;
        text = text.endsWith(":latest") ? text.substring(0, text.length() - ":latest".length()) : text;
        variants.add(text);
        variants.add(text.replace(':', '-'));
        variants.add(text.replace(' ', '-'));
        variants.add(text.replace('_', '-'));
        int colon = text.indexOf(':');
        if (colon > 0) {
            addShorterTags(variants, text.substring(0, colon), text.substring(colon + 1));
        } else if (text.toLowerCase(Locale.ROOT).endsWith("-gguf")) {
            variants.add(text.substring(0, text.length() - "-gguf".length()));
        }
        return variants;
    }

    /** Adds the tag without its last parts: {@code 8b-instruct-v0.3} is {@code 8b-instruct}, then {@code 8b}. */
    private static void addShorterTags(List<String> variants, String model, String tag) {
        int hyphen = tag.lastIndexOf('-');
        while (hyphen > 0) {
            String shorter = tag.substring(0, hyphen);
            variants.add(model + ":" + shorter);
            variants.add(model + "-" + shorter);
            hyphen = shorter.lastIndexOf('-');
        }
    }
}
