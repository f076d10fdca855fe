package dev.llmfit.gguf;

import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells by its first bytes what a file is that does not begin as a GGUF file does. */
final class ForeignFormat {
    /** Bytes that are enough to know any of the formats: a pointer of Git LFS has about 130. */
    static final int HEAD = 512;

    /** A header of safetensors is shorter ({@code MAX_HEADER_SIZE} of its library). */
    private static final long LONGEST_SAFETENSORS_HEADER = 100_000_000;

    private static final Pattern LFS_SIZE = Pattern.compile("\nsize ([0-9]{1,18})");

    private static final Hint THE_FILE_ITSELF = Hint.plain(
            "download the file itself: on Hugging Face its address has /resolve/, not /blob/; a gated one needs a token");
    private static final Hint ANOTHER_FILE = Hint.plain("look for a GGUF file of the model, or convert it to GGUF");

    private final byte[] head;
    private final long fileBytes;
    private final String text;

    private ForeignFormat(byte[] head, long fileBytes) {
        this.head = head;
        this.fileBytes = fileBytes;
        this.text = new String(head, StandardCharsets.ISO_8859_1);
    }

    /**
     * Returns what to say of a file.
     *
     * @param head its first bytes, {@link #HEAD} of them if it has as many
     * @return empty if its beginning is that of no format known
     */
    static Optional<GgufFormatException> of(byte[] head, long fileBytes) {
        return Optional.ofNullable(new ForeignFormat(head, fileBytes).refusal());
    }

    private @Nullable GgufFormatException refusal() {
        if (fileBytes == 0) {
            return said("the file is empty", Hint.plain("download it again"));
        }
        if (text.startsWith("version https://git-lfs")) {
            return said(
                    "the file is a pointer of Git LFS" + pointed() + ", not the model itself",
                    Hint.plain("run git lfs pull in the repository's folder, or download the file"));
        }
        if (isSafetensors()) {
            return said("the file is a safetensors file, which llama.cpp does not load", ANOTHER_FILE);
        }
        String begin = text.stripLeading();
        if (begin.startsWith("<")) {
            return said("the file is a web page or XML saved under the name of a model", THE_FILE_ITSELF);
        }
        if (begin.startsWith("{") || begin.startsWith("[")) {
            return said("the file is JSON, an answer of a server or a configuration", THE_FILE_ITSELF);
        }
        return binary();
    }

    private @Nullable GgufFormatException binary() {
        Optional<String> old = oldFormat();
        if (old.isPresent()) {
            return said(
                    "the file is of the format " + old.get() + " of 2023, which llama.cpp no longer reads",
                    Hint.plain("look for a GGUF file of the model"));
        }
        if (text.startsWith("PK\3\4")) {
            return said(
                    "the file is a zip archive, as PyTorch writes its weights too",
                    Hint.plain("unpack it if it holds a GGUF file; else look for a GGUF file of the model"));
        }
        if (text.startsWith("\u001f\u008b") || text.startsWith("7z\u00bc\u00af") || text.startsWith("\u00fd7zXZ")) {
            return said("the file is a packed archive", Hint.plain("unpack it"));
        }
        if (text.startsWith("blk.", 2 * Integer.BYTES) || text.startsWith("output.", 2 * Integer.BYTES)) {
            return said(
                    "the file is an importance matrix (imatrix) for llama-quantize, no model",
                    Hint.plain("give the model itself"));
        }
        if (text.startsWith("\0\0\0\0")) {
            return said(
                    "the file begins with zeros, as a download does that reserved its space and did not end",
                    Hint.plain("download it again"));
        }
        return null;
    }

    /** The magic numbers of {@code llama-util} before GGUF, as numbers in little endian: their letters are reversed. */
    private Optional<String> oldFormat() {
        return Optional.ofNullable(
                switch (text.substring(0, Math.min(4, text.length()))) {
                    case "lmgg" -> "GGML";
                    case "fmgg" -> "GGMF";
                    case "tjgg" -> "GGJT";
                    case "algg" -> "GGLA (a LoRA adapter)";
                    default -> null;
                });
    }

    private boolean isSafetensors() {
        if (head.length <= Long.BYTES || head[Long.BYTES] != '{') {
            return false;
        }
        long header = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong();
        return header > 0 && header <= LONGEST_SAFETENSORS_HEADER;
    }

    private String pointed() {
        Matcher size = LFS_SIZE.matcher(text);
        return size.find() ? " to " + Bytes.of(Long.parseLong(size.group(1))) : "";
    }

    private static GgufFormatException said(String sentence, Hint remedy) {
        return GgufFormatException.explained(sentence, remedy);
    }
}
