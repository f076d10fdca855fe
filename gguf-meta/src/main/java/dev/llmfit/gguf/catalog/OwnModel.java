package dev.llmfit.gguf.catalog;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.layout.FieldsException;
import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.Complaints;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonObject;
import dev.llmfit.units.Environment;
import dev.llmfit.units.WrittenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An entry of a user's own catalogue, made from a model that has a header, and checked: what the entry lays out has the tensors of
 * the model, and what decides on its caches is equal in every layer.
 */
public final class OwnModel {
    /** Ids as those of the bundled entries are. */
    private static final String UNUSUAL = "[^a-z0-9._-]+";

    /** A layer's number; no model has more of them than six digits count. */
    private static final Pattern BLOCK = Pattern.compile("^blk\\.(\\d{1,6})\\.");

    private final JsonObject fields;
    private final CatalogueEntry entry;

    private OwnModel(JsonObject fields, CatalogueEntry entry) {
        this.fields = fields;
        this.entry = entry;
    }

    /**
     * Describes a model.
     *
     * @param model its header, in any file type
     * @param name its name for people
     * @param id its id; absent: from the name
     * @param source where the header is from
     * @throws FieldsException if an entry cannot say all that the header says
     */
    public static OwnModel of(Model model, String name, Optional<String> id, String source) {
        String own = id.orElseGet(() -> idOf(name));
        if (own.isEmpty() || !own.equals(idOf(own))) {
            throw new FieldsException(
                    "'" + own + "' is no id: letters from a to z, digits, points and hyphens make one");
        }
        JsonObject fields = JsonObject.builder()
                .put("id", own)
                .put("name", name)
                .put("family", "Own")
                .put("modalities", List.of("text"))
                .put("purposes", List.of("chat"))
                .putAll(DescribedModel.fields(model))
                .put("parameters_active", active(model))
                .put("source", source)
                .build();
        AuditedFields audited = AuditedFields.of(own, fields, Complaints.thrown("", FieldsException::new));
        CatalogueEntry entry = UserModels.entry(audited);
        check(model, entry.model());
        return new OwnModel(fields, entry);
    }

    /** Returns a text in lower case with hyphens for what ids do not have. */
    private static String idOf(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll(UNUSUAL, "-").replaceAll("^[-._]+|[-._]+$", "");
    }

    /** Returns the entry. */
    public CatalogueEntry entry() {
        return entry;
    }

    /** Returns the file of a user's catalogue that holds this model alone. */
    public Path file(Environment environment) {
        return UserModels.folder(environment).resolve(entry.id() + ".yaml");
    }

    /** Returns the entry as YAML. */
    public String yaml() {
        StringBuilder text = new StringBuilder("models:\n");
        fields.members()
                .forEach((key, value) -> text.append(key.equals("id") ? "- " : "  ")
                        .append(key)
                        .append(": ")
                        .append(Json.compact(value))
                        .append('\n'));
        return text.toString();
    }

    /**
     * Writes the file.
     *
     * @throws IOException if it cannot be written; what was there is as it was then
     */
    public Path write(Environment environment) throws IOException {
        Path file = file(environment);
        Files.createDirectories(file.toAbsolutePath().getParent());
        WrittenFile.write(file, yaml());
        return file;
    }

    /** Returns the weights that one token uses: all but those of the experts that it does not choose, and of layers that predict tokens. */
    private static long active(Model model) {
        int layers = HyperParameters.of(model).nLayer();
        long count = Math.max(1, expertKey(model, "expert_count"));
        long used = Math.min(count, Math.max(1, expertKey(model, "expert_used_count")));
        long sum = 0;
        for (TensorInfo tensor : model.tensors()) {
            boolean counts = !tensor.name().startsWith("rope_") && layer(tensor) < layers;
            long weights = counts ? tensor.elements() : 0;
            sum = Math.addExact(sum, tensor.name().contains("_exps.") ? weights / count * used : weights);
        }
        return sum;
    }

    /** Returns the layer of a tensor; 0 for those of no layer. */
    private static int layer(TensorInfo tensor) {
        Matcher block = BLOCK.matcher(tensor.name());
        return block.find() ? Integer.parseInt(block.group(1)) : 0;
    }

    private static long expertKey(Model model, String key) {
        return model.metadata().integer(model.architecture() + "." + key).orElse(0);
    }

    private static void check(Model real, Model laidOut) {
        Optional<String> difference = tensors(real, laidOut).or(() -> caches(real, laidOut));
        if (difference.isPresent()) {
            throw new FieldsException(
                    "An entry cannot describe this " + real.architecture() + " model: " + difference.get());
        }
    }

    private static Optional<String> tensors(Model real, Model laidOut) {
        List<String> here = shapes(real);
        List<String> there = shapes(laidOut);
        return here.stream()
                .filter(t -> !there.contains(t))
                .findFirst()
                .map(t -> "its tensor " + t + " has no place in one")
                .or(() -> there.stream()
                        .filter(t -> !here.contains(t))
                        .findFirst()
                        .map(t -> "it lacks the tensor " + t));
    }

    private static List<String> shapes(Model model) {
        return model.tensors().stream()
                .sorted(Comparator.comparing(TensorInfo::name))
                .map(t -> t.name() + " [" + t.ne0() + ", " + t.ne1() + ", " + t.ne2() + ", " + t.ne3() + "]")
                .toList();
    }

    private static Optional<String> caches(Model real, Model laidOut) {
        HyperParameters here = HyperParameters.of(real);
        HyperParameters there = HyperParameters.of(laidOut);
        for (int layer = 0; layer < here.nLayerAll(); layer++) {
            if (!caches(here, layer).equals(caches(there, layer))) {
                return Optional.of(
                        "layer " + layer + " keeps " + caches(here, layer) + ", not " + caches(there, layer));
            }
        }
        return Optional.empty();
    }

    private static String caches(HyperParameters hp, int layer) {
        return hp.kWidth(layer) + "+" + hp.vWidth(layer) + " elements a token"
                + (hp.isSwa(layer) ? " of a window of " + hp.requiredWindow().tokens() : "")
                + (hp.isRecr(layer) ? " and a state" : "");
    }
}
