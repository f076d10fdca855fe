package dev.llmfit.answers.update;

import dev.llmfit.units.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The keys that a build trusts, and where its knowledge is published. Two keys are usual: one signs, the other is kept elsewhere for
 * the day on which the first is lost.
 */
public final class ReleaseKeys {
    static final String ALGORITHM = "Ed25519";

    /** Hexadecimal digits of a key's name: enough to tell keys apart, and no part of the proof. */
    private static final int NAME_DIGITS = 16;

    private final Map<String, PublicKey> keys = new LinkedHashMap<>();
    private final Optional<String> address;

    private ReleaseKeys(Optional<String> address) {
        this.address = address;
    }

    /**
     * Returns these keys.
     *
     * @param encoded keys in base 64 of their X.509 form
     * @param address where knowledge is published, if there is such a place
     * @throws IllegalStateException if one is no Ed25519 key
     */
    public static ReleaseKeys of(List<String> encoded, Optional<String> address) {
        ReleaseKeys keys = new ReleaseKeys(address);
        for (String text : encoded) {
            byte[] bytes = Base64.getDecoder().decode(text);
            try {
                keys.keys.put(
                        name(bytes), KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(bytes)));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("a release key of this build is no " + ALGORITHM + " key", e);
            }
        }
        return keys;
    }

    /** Returns where libraries that are added lie, as the build was told; empty if it was told nothing. */
    static Optional<String> libraries() {
        return Optional.of(ofBuildFile().getProperty("libraries", "").strip()).filter(text -> !text.isEmpty());
    }

    private static Properties ofBuildFile() {
        Properties build = new Properties();
        try (InputStream in = ReleaseKeys.class.getResourceAsStream("release.properties")) {
            if (in == null) {
                throw new IllegalStateException("the program was built without release.properties");
            }
            build.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read release.properties", e);
        }
        return build;
    }

    /** Returns what the build was given; nothing where it was given nothing. */
    public static ReleaseKeys ofBuild() {
        Properties build = ofBuildFile();
        return of(
                Arrays.stream(build.getProperty("keys", "").split(",", -1))
                        .map(String::strip)
                        .filter(key -> !key.isEmpty())
                        .toList(),
                Optional.of(build.getProperty("address", "").strip()).filter(text -> !text.isEmpty()));
    }

    /** Returns whether there is none. */
    boolean isEmpty() {
        return keys.isEmpty();
    }

    /** Returns where knowledge is published. */
    Optional<String> address() {
        return address;
    }

    /**
     * Returns the name of the key that signed something.
     *
     * @param content what is signed
     * @param signatures lines of a key's name and a signature in base 64; lines of other keys do not matter
     * @return empty if none of these keys did
     */
    Optional<String> signer(byte[] content, String signatures) {
        return signatures
                .lines()
                .map(line -> line.strip().split(" ", -1))
                .filter(line -> line.length == 2 && keys.containsKey(line[0]) && isSigned(content, line[0], line[1]))
                .map(line -> line[0])
                .findFirst();
    }

    private boolean isSigned(byte[] content, String key, String signature) {
        try {
            Signature check = Signature.getInstance(ALGORITHM);
            check.initVerify(keys.get(key));
            check.update(content);
            return check.verify(Base64.getDecoder().decode(signature));
        } catch (SignatureException | IllegalArgumentException e) {
            return false; // no signature at all, or none in base 64
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java knows no " + ALGORITHM, e);
        }
    }

    /** Returns the name of a key: the first digits of the hash of its X.509 form. */
    static String name(byte[] encoded) {
        return Sha256.of(encoded).substring(0, NAME_DIGITS);
    }
}
