package dev.llmfit.answers.update;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Settings;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.update.UpdateAnswer.Change;
import dev.llmfit.fixtures.FakeHub;
import dev.llmfit.units.Environment;
import dev.llmfit.units.KnowledgeFiles;
import dev.llmfit.units.KnowledgeVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Newer knowledge from files and from a server on this machine, with keys of this test. */
class UpdateTest {
    private static final Path CATALOGUE = Path.of("../gguf-meta/src/main/catalog");
    private static final String HARDWARE = "dev/llmfit/probe/database/hardware-db.csv";
    private static final KnowledgeVersion NEWER = KnowledgeVersion.parse("2099.01.01");
    private static final KeyPair SIGNING = pair();
    private static final KeyPair SPARE = pair();
    private static final ReleaseKeys KEYS = ReleaseKeys.of(List.of(encoded(SPARE), encoded(SIGNING)), Optional.empty());
    private static final ReleaseKeys NO_KEYS = ReleaseKeys.of(List.of(), Optional.empty());

    @TempDir
    private Path folder = Path.of("");

    private static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance(ReleaseKeys.ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(KeyPair pair) {
        return Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
    }

    private static byte[] signed(KnowledgeVersion version, SortedMap<String, byte[]> files, KeyPair pair)
            throws GeneralSecurityException {
        return KnowledgeBundle.write(
                version,
                files,
                Optional.of(KnowledgePacker.signing(
                        pair.getPrivate().getEncoded(), pair.getPublic().getEncoded())));
    }

    private static SortedMap<String, byte[]> files() throws IOException {
        return KnowledgePacker.files(CATALOGUE);
    }

    private Workbench bench() {
        Map<String, String> variables = new HashMap<>(System.getenv());
        variables.put("LLMFIT_DATA_HOME", folder.resolve("data").toString());
        variables.put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        variables.remove("LLMFIT_UPDATE_URL");
        return Workbench.of(new Settings(Environment.ofProcess().withVariables(variables), false));
    }

    private UpdateAnswer update(String from, boolean unsigned, ReleaseKeys keys) throws IOException {
        return new UpdateAnswering(new UpdateQuestion(Optional.of(from), unsigned, false), bench(), keys).answer();
    }

    private UpdateAnswer rollBack() throws IOException {
        return new UpdateAnswering(new UpdateQuestion(Optional.empty(), false, true), bench(), KEYS).answer();
    }

    private String file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("knowledge.zip"), bytes).toString();
    }

    private String refusal(String from, boolean unsigned, ReleaseKeys keys) {
        return assertThrows(RefusedException.class, () -> update(from, unsigned, keys))
                .refusal()
                .message();
    }

    private Optional<KnowledgeVersion> installed() {
        return knowledge().toRead().map(KnowledgeFiles.Installed::version);
    }

    private KnowledgeFolder knowledge() {
        return KnowledgeFolder.in(folder.resolve("data"));
    }

    @Test
    void aSignedBundleIsInstalledAndTellsWhatChanges() throws Exception {
        SortedMap<String, byte[]> files = files();
        String hardware = new String(required(files, HARDWARE), StandardCharsets.UTF_8);
        String row = hardware.lines().skip(1).findFirst().orElseThrow();
        files.put(
                HARDWARE,
                (hardware + row.replaceFirst("^[^,]*", "card-of-the-future") + "\n").getBytes(StandardCharsets.UTF_8));
        String llama = new String(required(files, "catalog/smollm3.yaml"), StandardCharsets.UTF_8);
        files.put(
                "catalog/zz-new.yaml",
                (llama + "\n- {id: from-tomorrow, name: X, architecture: not-yet}\n")
                        .replace("id: smollm3-3b", "id: smollm9-3b")
                        .getBytes(StandardCharsets.UTF_8));
        UpdateAnswer answer = update(file(signed(NEWER, files, SIGNING)), false, KEYS);
        assertEquals(NEWER, answer.now());
        assertEquals(Optional.of(ReleaseKeys.name(SIGNING.getPublic().getEncoded())), answer.signer());
        assertEquals(
                List.of("models", "hardware and prices"),
                answer.changes().stream().map(Change::about).toList());
        assertEquals(List.of("smollm9-3b"), answer.changes().getFirst().added());
        assertEquals(List.of("card-of-the-future"), answer.changes().getLast().added());
        assertEquals(1, answer.left().size(), answer.left()::toString);
        assertTrue(answer.left().getFirst().contains("not-yet"), answer.left()::toString);
        assertEquals(Optional.of(NEWER), installed());
        Path there = knowledge().toRead().orElseThrow().folder();
        assertArrayEquals(required(files, HARDWARE), Files.readAllBytes(there.resolve(HARDWARE)));
    }

    private static byte[] required(Map<String, byte[]> files, String path) {
        return Optional.ofNullable(files.get(path)).orElseThrow(() -> new AssertionError(path));
    }

    @Test
    void comesFromAServer() throws Exception {
        try (FakeHub server = FakeHub.start()) {
            server.serve("/knowledge.zip", signed(NEWER, files(), SPARE));
            UpdateAnswer answer =
                    update(server.address().resolve("/knowledge.zip").toString(), false, KEYS);
            assertEquals(NEWER, answer.now());
            assertEquals(List.of(), answer.changes());
        }
    }

    @Test
    void whatAServerDoesNotHaveOrCannotGiveLeavesAllAsItWas() throws Exception {
        String gone;
        try (FakeHub server = FakeHub.start()) {
            byte[] good = signed(NEWER, files(), SIGNING);
            server.serve("/cut.zip", Arrays.copyOf(good, good.length / 2));
            gone = server.address().resolve("/cut.zip").toString();
            assertTrue(refusal(gone, false, KEYS).contains("/cut.zip is not taken: "));
            String absent = server.address().resolve("/absent.zip").toString();
            assertThrows(IOException.class, () -> update(absent, false, KEYS));
        }
        assertThrows(IOException.class, () -> update(gone, false, KEYS));
        assertEquals(Optional.empty(), installed());
    }

    @Test
    void aFileThatWasTamperedWithIsRefused() throws Exception {
        SortedMap<String, byte[]> files = files();
        byte[] good = signed(NEWER, files, SIGNING);
        KnowledgeBundle bundle = KnowledgeBundle.read(good, KEYS);
        assertEquals(files.keySet(), bundle.files().keySet());
        files.put(HARDWARE, "id,name\n".getBytes(StandardCharsets.UTF_8));
        byte[] other = signed(NEWER, files, pair());
        assertTrue(refusal(file(other), false, KEYS).contains("none of the release keys has signed it"));
        assertEquals(Optional.empty(), installed());
    }

    @Test
    void aListThatDoesNotFitItsFilesIsRefused() throws Exception {
        // One bit of the zip: its own checksum speaks, or the list of hashes.
        byte[] bytes = signed(NEWER, new TreeMap<>(Map.of("a.csv", new byte[] {1})), SIGNING);
        bytes[bytes.length / 3] ^= 1;
        assertTrue(refusal(file(bytes), false, KEYS).contains(" is not taken: "));
        assertTrue(refusal(file(new byte[] {1, 2, 3}), false, KEYS).contains("it is no zip"));
    }

    @Test
    void anUnsignedFileIsTakenOnRequestOnly() throws Exception {
        String file = file(KnowledgeBundle.write(NEWER, files(), Optional.empty()));
        assertTrue(refusal(file, false, NO_KEYS).contains("this build was given no release keys to prove it with"));
        assertEquals(NEWER, update(file, true, NO_KEYS).now());
        try (FakeHub server = FakeHub.start()) {
            server.serve("/knowledge.zip", KnowledgeBundle.write(NEWER, files(), Optional.empty()));
            String address = server.address().resolve("/knowledge.zip").toString();
            assertTrue(refusal(address, true, NO_KEYS).contains("is not taken"));
        }
    }

    @Test
    void whatIsOlderIsRefusedAndTheSameIsNothingNew() throws Exception {
        KnowledgeVersion old = KnowledgeVersion.parse("2020.01.01");
        assertTrue(refusal(file(signed(old, files(), SIGNING)), false, KEYS).contains("is of 2020.01.01, older than"));
        UpdateAnswer same = update(file(signed(KnowledgeFiles.bundledVersion(), files(), SIGNING)), false, KEYS);
        assertEquals(same.before(), same.now());
        assertEquals(Optional.empty(), installed());
    }

    @Test
    void goesBackOneVersionAndThenToTheProgram() throws Exception {
        KnowledgeVersion next = KnowledgeVersion.parse("2099.01.01.1");
        update(file(signed(NEWER, files(), SIGNING)), false, KEYS);
        update(file(signed(next, files(), SIGNING)), false, KEYS);
        assertEquals(Optional.of(next), installed());
        assertEquals(NEWER, rollBack().now());
        assertEquals(Optional.of(NEWER), installed());
        assertEquals(KnowledgeFiles.bundledVersion(), rollBack().now());
        assertEquals(Optional.empty(), installed());
        assertThrows(RefusedException.class, this::rollBack);
    }

    @Test
    void whatIsIncompleteOrOfAnotherFormIsRefused() throws Exception {
        SortedMap<String, byte[]> without = files();
        without.remove(HARDWARE);
        assertTrue(
                refusal(file(signed(NEWER, without, SIGNING)), false, KEYS).contains(HARDWARE + " is missing in it"));
        SortedMap<String, byte[]> other = files();
        other.put(HARDWARE, "id,other\n".getBytes(StandardCharsets.UTF_8));
        assertTrue(refusal(file(signed(NEWER, other, SIGNING)), false, KEYS)
                .contains("other columns than this program reads"));
        assertEquals(Optional.empty(), installed());
        try (Stream<Path> left = Files.list(folder.resolve("data/knowledge"))) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void aDamagedListOfWhatIsInstalledIsAsNone() throws Exception {
        update(file(signed(NEWER, files(), SIGNING)), false, KEYS);
        Files.writeString(folder.resolve("data/knowledge/current"), "nonsense\n");
        assertEquals(Optional.empty(), installed());
    }

    @Test
    void everyTableOfTheProgramIsInABundle() throws IOException {
        List<Path> roots = List.of(
                Path.of("../probe/src/main/resources/dev/llmfit/probe/database"),
                Path.of("../probe/src/main/resources/dev/llmfit/probe/hardware"),
                Path.of("../gguf-meta/src/main/resources/dev/llmfit/gguf/catalog"),
                Path.of("../recommend/src/main/resources/dev/llmfit/recommend/quality"));
        TreeSet<String> there = new TreeSet<>();
        for (Path root : roots) {
            try (Stream<Path> files = Files.list(root)) {
                files.map(Path::toString)
                        .filter(name -> name.endsWith(".csv"))
                        .map(name -> name.substring(name.indexOf("dev/llmfit/")))
                        .forEach(there::add);
            }
        }
        assertEquals(
                there,
                KnowledgeTable.all().stream().map(KnowledgeTable::path).collect(Collectors.toCollection(TreeSet::new)));
    }
}
