package dev.llmfit.json;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Text files that people write and name: machine profiles, rules, models, questions. */
public final class TextFile {
    /** Bytes that such a file has at most; judgement: a thousand times the largest one known. */
    private static final int MOST = 16 << 20;

    private TextFile() {}

    /**
     * Returns the text of a file in UTF-8. A pipe is read to its end.
     *
     * @throws TextFileException if there is no such file, or it is not such a file
     */
    public static String read(Path file) throws TextFileException {
        try (InputStream in = open(file)) {
            byte[] bytes = in.readNBytes(MOST + 1);
            if (bytes.length > MOST) {
                throw new TextFileException(file, "is larger than " + (MOST >> 20) + " MiB");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (TextFileException e) {
            throw e;
        } catch (CharacterCodingException e) {
            throw new TextFileException(file, "is not a text file in UTF-8");
        } catch (IOException e) {
            throw new TextFileException(file, "cannot be read: " + e.getMessage());
        }
    }

    /**
     * Opens a file whose lines are read one by one, however many they are. Bytes that are no UTF-8 spoil their line only.
     *
     * @throws TextFileException if there is no such file, or it cannot be read
     */
    public static BufferedReader lines(Path file) throws TextFileException {
        return new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8));
    }

    private static InputStream open(Path file) throws TextFileException {
        try {
            if (Files.isDirectory(file)) {
                throw new TextFileException(file, "is a folder, not a file");
            }
            if (Files.isSymbolicLink(file) && !Files.exists(file)) {
                throw new TextFileException(file, "is a link that leads nowhere");
            }
            return Files.newInputStream(file);
        } catch (TextFileException e) {
            throw e;
        } catch (NoSuchFileException e) {
            throw new TextFileException(file, "does not exist");
        } catch (AccessDeniedException e) {
            throw new TextFileException(file, "may not be read: its permissions do not allow it");
        } catch (IOException e) {
            boolean there = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
            throw new TextFileException(file, there ? "cannot be read: " + e.getMessage() : "does not exist");
        }
    }
}
