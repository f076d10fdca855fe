package dev.llmfit.probe.hardware;

import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.Complaints;
import dev.llmfit.json.NodeCodec;
import dev.llmfit.json.YamlNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The machine profiles that come with the program, one small file each so that one machine costs one small parse. */
public final class MachineProfiles {

    /** What sources write where they do not tell a number. */
    private static final Set<String> NOT_TOLD = Set.of("unknown", "n/a", "[n/a]", "?", "none", "max");

    private static final MachineProfiles BUNDLED = new MachineProfiles();

    private MachineProfiles() {}

    /** Returns the bundled profiles. */
    public static MachineProfiles bundled() {
        return BUNDLED;
    }

    /** Returns the ids of all bundled machines. */
    public List<String> ids() {
        return resource("machines/index.txt").orElseThrow().lines().toList();
    }

    /** Returns the machine with this id. */
    public Optional<MachineProfile> find(String id) {
        if (!isPlainId(id)) {
            return Optional.empty();
        }
        try (InputStream in = MachineProfiles.class.getResourceAsStream("machines/" + id + CompileProfiles.SUFFIX)) {
            return in == null ? Optional.empty() : Optional.of(compiled(id, in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MachineProfile compiled(String id, byte[] bytes) {
        YamlNode.Mapping machine = NodeCodec.fromBytes(bytes).firstEntry().getValue();
        return ProfileReader.read(AuditedFields.of(id, machine, complaints("")).withUntold(NOT_TOLD));
    }

    /**
     * Reads a file with one machine, or with a list under {@code machines:}.
     *
     * @throws ProfileException if the file cannot be read, or is no profile
     */
    public static List<MachineProfile> readFile(Path file) {
        return MachineDocument.read(file).entries().stream()
                .map(MachineDocument.Entry::profile)
                .toList();
    }

    /** Returns what throws the mistakes in a file. */
    private static Complaints complaints(String source) {
        return Complaints.thrown(source, ProfileException::new);
    }

    /** Returns the document of a text. */
    static AuditedFields documentOf(String source, String yaml) {
        return AuditedFields.ofYaml(yaml, complaints(source)).orElseThrow().withUntold(NOT_TOLD);
    }

    /** Returns the machines of a document. */
    static List<AuditedFields> machines(AuditedFields file) {
        if (file.keys().isEmpty()) {
            file.complain("is empty");
        }
        if (!file.has("machines")) {
            if (!file.has("cpu") && !file.has("ram") && !file.has("gpus") && !NamedMachine.is(file)) {
                file.complain("holds neither machines: nor one machine with cpu: and ram:, gpus: or hardware:");
            }
            file.know(file.keys());
            return List.of(file.part(file.optionalText("id").orElse("machine"), file.mapping()));
        }
        List<AuditedFields> machines = entries(file);
        if (machines.isEmpty()) {
            file.complain("machines", "is an empty list");
        }
        Set<String> seen = new HashSet<>();
        for (AuditedFields machine : machines) {
            String id = machine.optionalText("id")
                    .or(() -> NamedMachine.name(machine))
                    .orElseGet(() -> machine.text("id"));
            if (!seen.add(id)) {
                machine.complain("id", "is '" + id + "', which another machine has");
            }
        }
        return machines;
    }

    /** A machine is a section, or the name of one. */
    private static List<AuditedFields> entries(AuditedFields file) {
        List<YamlNode> items = file.items("machines");
        if (items.stream().noneMatch(YamlNode.Scalar.class::isInstance)) {
            return file.sections("machines", "id");
        }
        List<AuditedFields> machines = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            String position = "machines[" + i + "]";
            if (items.get(i) instanceof YamlNode.Scalar words) {
                machines.add(file.part(position, NamedMachine.ofWords(words)));
            } else if (items.get(i) instanceof YamlNode.Mapping machine) {
                machines.add(file.part(machine.text("id").orElse(position), machine));
            } else {
                file.complain("machines", "holds " + items.get(i).describe() + ", expected machines");
            }
        }
        return machines;
    }

    private static boolean isPlainId(String id) {
        return !id.isEmpty()
                && id.chars().allMatch(c -> c == '-' || c == '.' || c == '_' || Character.isLetterOrDigit(c))
                && !id.startsWith(".");
    }

    private static Optional<String> resource(String name) {
        try (InputStream in = MachineProfiles.class.getResourceAsStream(name)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
