package dev.llmfit.probe.hardware;

import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.JsonNull;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.TextFile;
import dev.llmfit.json.TextFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A YAML file of machines, with what is expected of them and of models on them.
 *
 * @param entries machines in the order of the file
 */
public record MachineDocument(List<Entry> entries) {
    public MachineDocument {
        entries = List.copyOf(entries);
    }

    /**
     * One machine.
     *
     * @param profile the machine
     * @param expected its {@code expect} section as written
     * @param models what is expected of models on it: those of the file and its own
     */
    public record Entry(MachineProfile profile, JsonObject expected, List<ModelExpectation> models) {
        public Entry {
            models = List.copyOf(models);
        }
    }

    /**
     * Reads a file.
     *
     * @throws ProfileException if it cannot be read, or is no such file
     */
    public static MachineDocument read(Path file) {
        return parse(file.toString(), textOf(file));
    }

    /**
     * Returns the text of a file.
     *
     * @throws ProfileException if it cannot be read
     */
    public static String textOf(Path file) {
        try {
            return TextFile.read(file);
        } catch (TextFileException e) {
            throw new ProfileException(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Reads the text of a file.
     *
     * @param source name of the file for messages
     * @throws ProfileException if it is no such file
     */
    public static MachineDocument parse(String source, String yaml) {
        AuditedFields document = MachineProfiles.documentOf(source, yaml);
        Remarks.knowOfFile(document);
        List<AuditedFields> machines = MachineProfiles.machines(document);
        List<ModelExpectation> forAll = document.has("machines") ? models(document) : List.of();
        List<Entry> entries = new ArrayList<>();
        for (AuditedFields machine : machines) {
            List<ModelExpectation> models = new ArrayList<>(forAll);
            models.addAll(models(machine));
            entries.add(new Entry(ProfileReader.read(machine), expected(machine), models));
        }
        document.refuseUnknown();
        return new MachineDocument(entries);
    }

    private static JsonObject expected(AuditedFields machine) {
        JsonObject.Builder expected = JsonObject.builder();
        machine.optionalSection("expect")
                .ifPresent(expect -> expect.mapping().toJson().members().forEach((key, value) -> {
                    if (!value.equals(JsonNull.NULL)) {
                        expected.put(key, value);
                    }
                }));
        return expected.build();
    }

    private static List<ModelExpectation> models(AuditedFields fields) {
        return fields.sections("models").stream().map(ModelLine::read).toList();
    }
}
