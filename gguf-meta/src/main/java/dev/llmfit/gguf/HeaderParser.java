package dev.llmfit.gguf;

import dev.llmfit.units.Hint;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parses the header of one file ({@code gguf_init_from_reader}, {@code ggml/src/gguf.cpp}). */
final class HeaderParser {
    private static final int MAGIC = 0x46554747; // "GGUF", little endian

    /** {@code GGUF_VERSION} of {@code ggml/include/gguf.h}; llama.cpp refuses newer files. */
    private static final int NEWEST_VERSION = 3;

    /** No version to come is greater; a greater number is damage. Judgement. */
    private static final int PLAUSIBLE_VERSION = 99;

    private static final String ALIGNMENT = "general.alignment";

    /** The shortest pair: a key of one byte and a value of one byte. */
    private static final long SHORTEST_PAIR = 8 + 1 + 4 + 1;

    private final ByteSource source;
    private final TensorData data;
    private final HeaderCursor in;

    HeaderParser(ByteSource source, TensorData data) {
        this.source = source;
        this.data = data;
        this.in = new HeaderCursor(source);
    }

    GgufFile parse() throws IOException {
        magic();
        int version = version();
        long tensorCount = count("tensors", TensorParser.SHORTEST_INFO, 8);
        long pairCount = count("key-value pairs", SHORTEST_PAIR, 0);
        Metadata metadata = metadata(pairCount);
        long alignment = alignment(metadata);
        TensorParser tensors = new TensorParser(in, alignment);
        List<TensorInfo> infos = new ArrayList<>((int) Math.min(tensorCount, 4096));
        for (long i = 0; i < tensorCount; i++) {
            infos.add(tensors.next(i));
        }
        long headerEnd = in.position();
        long dataOffset = infos.isEmpty() ? headerEnd : GgufFile.padded(headerEnd, alignment);
        if (data == TensorData.REQUIRED) {
            requireData(infos, tensors, dataOffset);
        }
        return new GgufFile(
                version,
                in.order(),
                metadata,
                infos,
                alignment,
                dataOffset,
                source.size(),
                fullBytes(dataOffset, tensors.dataBytes()),
                1);
    }

    private void magic() throws IOException {
        int magic = source.size() < Integer.BYTES ? 0 : in.readInt("the magic number");
        if (magic == MAGIC) {
            return;
        }
        byte[] head = new byte[(int) Math.min(ForeignFormat.HEAD, source.size())];
        source.read(0, head, 0, head.length);
        throw ForeignFormat.of(head, source.size())
                .orElseGet(() ->
                        new GgufFormatException("the file does not begin with GGUF but with " + printable(head), 0));
    }

    private static String printable(byte[] head) {
        StringBuilder text = new StringBuilder("'");
        for (int i = 0; i < Math.min(Integer.BYTES, head.length); i++) {
            text.append(head[i] >= 0x20 && head[i] < 0x7f ? (char) head[i] : '?');
        }
        return text.append('\'').toString();
    }

    private int version() throws IOException {
        long at = in.position();
        int version = in.readInt("the version");
        if (version != 0 && (version & 0xffff) == 0) {
            in.order(ByteOrder.BIG_ENDIAN);
            version = Integer.reverseBytes(version);
        }
        if (version == 1) {
            throw GgufFormatException.explained(
                    "the file is GGUF of version 1 (August 2023), which llama.cpp no longer reads",
                    Hint.plain("look for a newer file of the model"));
        }
        if (version > NEWEST_VERSION && version <= PLAUSIBLE_VERSION) {
            throw GgufFormatException.explained(
                    "the file is GGUF of version " + version + ", newer than " + NEWEST_VERSION
                            + ", the newest that is known here: it needs a newer llama.cpp",
                    Hint.plain("update llmfit, or take another file of the model"));
        }
        if (version < 2 || version > NEWEST_VERSION) {
            throw new GgufFormatException(
                    "GGUF version " + Integer.toUnsignedString(version) + " is not supported, only 2 and 3", at);
        }
        return version;
    }

    /** Reads a count and refuses one that the rest of the file cannot hold, {@code reserved} bytes of it taken. */
    private long count(String what, long shortest, long reserved) throws IOException {
        long at = in.position();
        long count = in.readLong("the number of " + what);
        long room = Math.max(0, in.remaining() - reserved) / shortest;
        if (count < 0 || count > room) {
            throw new GgufFormatException(
                    "the number of " + what + " is " + count + ", but the rest of the file holds at most " + room, at);
        }
        return count;
    }

    private Metadata metadata(long pairs) throws IOException {
        ValueParser values = new ValueParser(in);
        Map<String, GgufValue> map = new LinkedHashMap<>();
        for (long i = 0; i < pairs; i++) {
            long at = in.position();
            String key = in.readString("the name of a key");
            if (key.isEmpty()) {
                throw new GgufFormatException("key " + i + " is empty", at);
            }
            if (map.putIfAbsent(key, values.next(key)) != null) {
                throw new GgufFormatException("key '" + Names.shown(key) + "' appears twice", at);
            }
        }
        return new Metadata(map);
    }

    private long alignment(Metadata metadata) throws GgufFormatException {
        GgufValue value = metadata.find(ALIGNMENT).orElse(null);
        if (value == null) {
            return GgufFile.DEFAULT_ALIGNMENT;
        }
        if (!(value instanceof GgufValue.Int number) || number.type() != GgufValueType.UINT32) {
            throw new GgufFormatException("key '" + ALIGNMENT + "' is not of type UINT32", in.position());
        }
        if (Long.bitCount(number.value()) != 1) {
            throw new GgufFormatException("the alignment " + number.value() + " is no power of two", in.position());
        }
        return number.value();
    }

    private void requireData(List<TensorInfo> infos, TensorParser tensors, long dataOffset) throws GgufFormatException {
        if (infos.isEmpty()) {
            return;
        }
        long padding = GgufFile.padded(infos.getLast().bytes(), tensors.alignment())
                - infos.getLast().bytes();
        long whole = fullBytes(dataOffset, tensors.dataBytes()) - padding;
        if (whole > source.size()) {
            throw GgufFormatException.dataMissing(
                    "the file is incomplete: " + (whole - source.size()) + " of its " + whole + " bytes are missing",
                    source.size());
        }
    }

    private long fullBytes(long dataOffset, long dataBytes) throws GgufFormatException {
        try {
            return Math.addExact(dataOffset, dataBytes);
        } catch (ArithmeticException e) {
            throw new GgufFormatException("the sizes of the tensors add up to more than 2^63 bytes", in.position());
        }
    }
}
