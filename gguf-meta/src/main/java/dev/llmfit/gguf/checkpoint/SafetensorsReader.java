package dev.llmfit.gguf.checkpoint;

import dev.llmfit.gguf.ByteSource;
import dev.llmfit.json.Json;
import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonException;
import dev.llmfit.json.JsonNumber;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header of a safetensors file: eight bytes that say how long it is, then JSON. A file is refused where the library
 * refuses it: tensors must fill the file without holes, each as long as its type and shape say.
 *
 * <p>Source: {@code SafeTensors::read_metadata} and {@code Metadata::validate} of safetensors 0.7.
 */
public final class SafetensorsReader {
    /** {@code MAX_HEADER_SIZE} of the library. */
    private static final long LONGEST = 100_000_000;

    /** Dimensions of a tensor; those of models have five at most. Judgement. */
    private static final int MOST_DIMENSIONS = 8;

    private static final String METADATA = "__metadata__";

    private final String file;

    private SafetensorsReader(String file) {
        this.file = file;
    }

    /**
     * Returns the tensors of a file.
     *
     * @param source the file; stays open
     * @param file its name, for messages
     * @throws CheckpointException if it is no such file
     * @throws IOException if it cannot be read
     */
    public static List<StoredTensor> read(ByteSource source, String file) throws IOException {
        return new SafetensorsReader(file).read(source);
    }

    private List<StoredTensor> read(ByteSource source) throws IOException {
        if (source.size() < Long.BYTES) {
            throw bad("is shorter than the length of a header");
        }
        byte[] start = new byte[Long.BYTES];
        source.read(0, start, 0, Long.BYTES);
        long length = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 2 || length > LONGEST) {
            throw bad("is no safetensors file: its header would have " + Long.toUnsignedString(length) + " bytes");
        }
        if (length > source.size() - Long.BYTES) {
            throw bad("ends before its header does");
        }
        byte[] text = new byte[(int) length];
        source.read(Long.BYTES, text, 0, text.length);
        return tensors(new String(text, StandardCharsets.UTF_8), source.size() - Long.BYTES - length);
    }

    private List<StoredTensor> tensors(String text, long dataBytes) throws CheckpointException {
        JsonValue header;
        try {
            header = Json.parse(text.strip());
        } catch (JsonException e) {
            throw bad("has a header that is no JSON: " + e.getMessage());
        }
        if (!(header instanceof JsonObject object)) {
            throw bad("has a header that is no JSON object");
        }
        List<StoredTensor> tensors = new ArrayList<>();
        long sum = 0;
        long end = 0;
        for (var member : object.members().entrySet()) {
            if (!member.getKey().equals(METADATA)) {
                Placed placed = tensor(member.getKey(), member.getValue(), dataBytes);
                tensors.add(placed.tensor());
                sum = Math.addExact(sum, placed.tensor().bytes());
                end = Math.max(end, placed.end());
            }
        }
        if (sum != end || end != dataBytes) {
            throw bad("has " + dataBytes + " bytes of data, and its tensors have " + sum + " that end at " + end);
        }
        return tensors;
    }

    /** A tensor and the byte behind it. */
    private record Placed(StoredTensor tensor, long end) {}

    private Placed tensor(String name, JsonValue value, long dataBytes) throws CheckpointException {
        StoredType type = value.string("dtype").flatMap(StoredType::of).orElse(null);
        if (type == null) {
            throw bad("has a tensor of no known type: " + name + " (dtype "
                    + value.get("dtype").map(Json::compact).orElse("missing") + ")");
        }
        List<Long> shape = numbers(value, "shape");
        List<Long> place = numbers(value, "data_offsets");
        if (shape == null || shape.size() > MOST_DIMENSIONS || place == null || place.size() != 2) {
            throw bad("has a tensor without a usable shape or place: " + name);
        }
        StoredTensor tensor = new StoredTensor(name, type, shape);
        long from = place.get(0);
        long to = place.get(1);
        try {
            boolean fits = from <= to && to <= dataBytes;
            if (!fits || tensor.bytes() != to - from || Math.multiplyExact(tensor.elements(), type.bits()) % 8 != 0) {
                throw bad("has a tensor whose place does not have the bytes of its shape: " + name);
            }
        } catch (ArithmeticException e) {
            throw bad("has a tensor larger than any file: " + name);
        }
        return new Placed(tensor, to);
    }

    private static @Nullable List<Long> numbers(JsonValue value, String name) {
        JsonValue found = value.get(name).orElse(null);
        if (!(found instanceof JsonArray)) {
            return null;
        }
        List<Long> numbers = new ArrayList<>();
        for (JsonValue item : found.items()) {
            if (!(item instanceof JsonNumber.Whole whole) || whole.asLong() < 0) {
                return null;
            }
            numbers.add(whole.asLong());
        }
        return numbers;
    }

    private CheckpointException bad(String what) {
        return new CheckpointException(file + " " + what);
    }
}
