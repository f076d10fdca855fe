package dev.llmfit.gguf.find;

import dev.llmfit.gguf.ByteSource;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.GgufFile;
import dev.llmfit.gguf.GgufFormatException;
import dev.llmfit.gguf.GgufReader;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorData;
import dev.llmfit.gguf.TypeSource;
import dev.llmfit.gguf.reference.ChosenType;
import dev.llmfit.gguf.reference.ModelNotFoundException;
import dev.llmfit.gguf.reference.ModelReference.GgufPath;
import dev.llmfit.gguf.reference.ResolvedModel;
import dev.llmfit.gguf.reference.ResolvedModel.FromServer;
import dev.llmfit.gguf.tensors.TensorCheck;
import dev.llmfit.units.Hint;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Headers of files that somebody handed over without the file: kept in memory for an hour, found by the name they got. */
public final class GivenHeaders {
    /** How long one is kept. */
    public static final Duration KEPT = Duration.ofHours(1);

    /** Headers that are kept. Judgement. */
    private static final int MOST = 64;

    /** Memory of one without its vocabulary; those of the largest models take some hundred kilobytes. Judgement. */
    static final long MOST_OF_ONE = 4L << 20;

    /** Memory of all: a tenth of a server's heap. Judgement. */
    static final long MOST_OF_ALL = 32L << 20;

    /** Bytes of an id: nobody hits another's by accident. */
    private static final int ID_BYTES = 8;

    private static final String BEGIN = "header-";
    private static final String END = ".gguf";

    private final Clock clock;
    private final Map<String, Held> held = new LinkedHashMap<>();

    /**
     * A header.
     *
     * @param model what it says
     * @param until when it is forgotten
     * @param bytes memory that it takes
     */
    private record Held(ResolvedModel model, Instant until, long bytes) {}

    /** Creates an empty store. */
    public GivenHeaders(Clock clock) {
        this.clock = clock;
    }

    /**
     * Keeps a header.
     *
     * @param name what the file is called
     * @param header the file up to its tensor data
     * @return the reference by which the model is found
     * @throws GgufFormatException if it is no header that llama.cpp would read, or one that holds more than any known
     */
    public String keep(String name, byte[] header) throws IOException {
        GgufFile file = GgufReader.read(ByteSource.ofBytes(header), TensorData.OPTIONAL);
        Model shape = file.toModel(name);
        if (shape.heldBytes() > MOST_OF_ONE) {
            throw GgufFormatException.explained(
                    "The header has more than " + (MOST_OF_ONE >> 20) + " MiB of names and values, too much to keep",
                    Hint.plain("ask about the file where it lies"));
        }
        byte[] random = new byte[ID_BYTES];
        ThreadLocalRandom.current().nextBytes(random);
        String reference = BEGIN + HexFormat.of().formatHex(random) + END;
        ResolvedModel model = new ResolvedModel(
                name,
                true,
                TensorCheck.checked(shape),
                FileType.of(file.metadata()).map(type -> new ChosenType(type, TypeSource.FILE)),
                new FromServer(URI.create(reference), file.fullBytes()),
                Optional.empty());
        Instant now = clock.instant();
        long bytes = model.shape().heldBytes();
        synchronized (held) {
            held.values().removeIf(h -> h.until.isBefore(now));
            held.put(reference, new Held(model, now.plus(KEPT), bytes));
            while (held.size() > MOST || heldBytes() > MOST_OF_ALL) {
                held.remove(held.keySet().iterator().next());
            }
        }
        return reference;
    }

    private long heldBytes() {
        return held.values().stream().mapToLong(Held::bytes).sum();
    }

    /** Returns whether a reference is such a name. */
    static boolean isOne(GgufPath reference) {
        return reference.path().toString().matches(BEGIN + "[0-9a-f]{" + 2 * ID_BYTES + "}\\" + END);
    }

    /** Returns the model of a name. */
    ResolvedModel find(GgufPath path) {
        String reference = path.path().toString();
        synchronized (held) {
            Held found = held.get(reference);
            if (found == null || found.until.isBefore(clock.instant())) {
                throw new ModelNotFoundException(
                        "The header '" + reference + "' is not kept any more; hand it over again", List.of());
            }
            return found.model;
        }
    }
}
