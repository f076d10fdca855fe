package dev.llmfit.probe.hardware;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The machine profiles that come with the program, one small file each so that one machine costs one small parse. */
public final class MachineProfiles {
    private static final long MAX_FILE = 16L << 20;

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
        try (InputStream in = MachineProfiles.class.getResourceAsStream("machines/" + id + ".json")) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(ProfileReader.read(ProfileNode.of(id, YamlTree.compiled(in))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a file with one machine, or with a list under {@code machines:}.
     *
     * @throws ProfileException if the file is no profile
     * @throws IOException if it cannot be read
     */
    public static List<MachineProfile> readFile(Path file) throws IOException {
        List<MachineProfile> profiles = new ArrayList<>();
        for (ProfileNode node : machineNodes(documentOf(file))) {
            profiles.add(ProfileReader.read(node));
        }
        return profiles;
    }

    /** Returns the document of a file. */
    static @Nullable Object documentOf(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new ProfileException(file + " is a directory, not a machine profile");
        }
        if (Files.size(file) > MAX_FILE) {
            throw new ProfileException(file + " is too large for a machine profile");
        }
        return YamlTree.parse(Files.readString(file));
    }

    /** Returns the machines of a document. */
    static List<ProfileNode> machineNodes(@Nullable Object document) {
        if (document == null) {
            throw new ProfileException("the file is empty");
        }
        ProfileNode root = ProfileNode.of("the file", document).named("");
        if (root.raw("machines").isEmpty()) {
            boolean one = root.raw("cpu").isPresent() || root.raw("ram").isPresent();
            if (!one) {
                throw new ProfileException("the file holds neither machines: nor one machine with cpu: and ram:");
            }
            return List.of(ProfileNode.of(root.text("id").orElse("machine"), document));
        }
        if (root.nodes("machines").isEmpty()) {
            throw new ProfileException("the list machines: is empty");
        }
        List<ProfileNode> nodes = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (ProfileNode node : root.nodes("machines")) {
            String id = node.required("id");
            if (!seen.add(id)) {
                throw new ProfileException("two machines have the id '" + id + "'");
            }
            nodes.add(node.named(id));
        }
        return nodes;
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
