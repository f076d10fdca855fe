package dev.llmfit.serve.wire;

import dev.llmfit.units.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/**
 * A secret that its holder shows with each call.
 *
 * @param text what is shown
 */
public record Token(String text) {
    /** 256 bits: nobody guesses them. */
    private static final int BYTES = 32;

    /** A secret that a person made up must be as long as this; shorter ones are found by trying. */
    private static final int LEAST = 32;

    /** More is no secret but another file. */
    private static final int MOST = 4096;

    /** Creates one that nobody knows. */
    public static Token random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new Token(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /**
     * Reads the token of a file, or makes one and writes it there, readable by its owner alone.
     *
     * @throws IllegalArgumentException with a sentence without full stop if others may read the file or it holds no token
     * @throws IOException if it cannot be read or written
     */
    public static Token ofFile(Path file) throws IOException {
        Token made = random();
        try {
            write(file, made);
            return made;
        } catch (FileAlreadyExistsException e) {
            return read(file);
        }
    }

    private static void write(Path file, Token token) throws IOException {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] own = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE))
                }
                : new FileAttribute<?>[0];
        try (var out =
                Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), own)) {
            out.write(java.nio.ByteBuffer.wrap((token.text + "\n").getBytes(StandardCharsets.US_ASCII)));
        }
    }

    private static Token read(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Set<PosixFilePermission> who = Files.getPosixFilePermissions(file);
            if (who.contains(PosixFilePermission.GROUP_READ) || who.contains(PosixFilePermission.OTHERS_READ)) {
                throw new IllegalArgumentException("others may read " + file + "; set its mode to 600");
            }
        }
        if (Files.size(file) > MOST) {
            throw new IllegalArgumentException(file + " is too long for a token");
        }
        String text = Files.readString(file).strip();
        if (text.length() < LEAST || !text.matches("[!-~]+")) {
            throw new IllegalArgumentException(file + " holds no token: a word of at least " + LEAST + " characters");
        }
        return new Token(text);
    }

    /** Returns whether this is what was shown; how long it takes does not depend on where they differ. */
    public boolean is(String shown) {
        return MessageDigest.isEqual(digest(text), digest(shown));
    }

    private static byte[] digest(String text) {
        return Sha256.of(text).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return "Token[…]";
    }
}
