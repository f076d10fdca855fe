package dev.llmfit.answers.update;

import dev.llmfit.units.KnowledgeFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** Packs the knowledge of a checkout into a bundle and signs it. Run by {@code bench/knowledge}. */
public final class KnowledgePacker {
    private KnowledgePacker() {}

    /**
     * Packs.
     *
     * @param args the catalogue's folder and the bundle to write; then a private key (PKCS 8 in PEM) and its public key (X.509 in
     *     PEM), or nothing for a bundle without signature
     */
    public static void main(String[] args) throws IOException, GeneralSecurityException {
        Optional<Function<byte[], String>> signing =
                args.length > 2 ? Optional.of(signing(pem(Path.of(args[2])), pem(Path.of(args[3])))) : Optional.empty();
        Files.write(
                Path.of(args[1]),
                KnowledgeBundle.write(KnowledgeFiles.bundledVersion(), files(Path.of(args[0])), signing));
    }

    /** Returns all files of a bundle: the folder of the catalogue, and the tables that are in use. */
    static SortedMap<String, byte[]> files(Path catalogue) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        List<Path> found;
        try (Stream<Path> tree = Files.walk(catalogue)) {
            found = tree.filter(Files::isRegularFile).toList();
        }
        for (Path file : found) {
            String name = catalogue.relativize(file).toString().replace('\\', '/');
            files.put(UpdateAnswering.CATALOGUE + name, Files.readAllBytes(file));
        }
        for (KnowledgeTable table : KnowledgeTable.all()) {
            files.put(table.path(), table.current().getBytes(StandardCharsets.UTF_8));
        }
        return files;
    }

    /** Returns what makes the line of a signature. */
    static Function<byte[], String> signing(byte[] privateKey, byte[] publicKey) throws GeneralSecurityException {
        PrivateKey key =
                KeyFactory.getInstance(ReleaseKeys.ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(privateKey));
        return content -> {
            try {
                Signature signature = Signature.getInstance(ReleaseKeys.ALGORITHM);
                signature.initSign(key);
                signature.update(content);
                return ReleaseKeys.name(publicKey) + " " + Base64.getEncoder().encodeToString(signature.sign()) + "\n";
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("an " + ReleaseKeys.ALGORITHM + " key signs", e);
            }
        };
    }

    private static byte[] pem(Path file) throws IOException {
        String text = Files.readString(file).replaceAll("-----[A-Z ]+-----", "");
        return Base64.getMimeDecoder().decode(text);
    }
}
