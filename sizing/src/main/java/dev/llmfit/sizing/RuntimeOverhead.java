package dev.llmfit.sizing;

import dev.llmfit.probe.Backend;
import dev.llmfit.units.Bytes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What the driver and the process take beside llama.cpp's buffers: CUDA context, memory pool, the process itself. It is never
 * part of the exact numbers and always stated separately.
 *
 * @param low smallest reading
 * @param typical median reading of launches without further use of memory pools
 * @param high largest reading
 * @param source where the readings come from
 */
public record RuntimeOverhead(Bytes low, Bytes typical, Bytes high, String source) {
    public RuntimeOverhead {
        if (low.compareTo(typical) > 0 || typical.compareTo(high) > 0) {
            throw new IllegalArgumentException("overhead of " + low + ", typically " + typical + ", at most " + high);
        }
        if (source.isBlank()) {
            throw new IllegalArgumentException("an overhead without a source");
        }
    }

    private record Line(String backend, String architecture, RuntimeOverhead overhead) {}

    private static final class Table {
        static final List<Line> LINES = read();
    }

    /**
     * Returns the overhead on a device of this backend and architecture.
     *
     * @param backend backend that drives the device; {@link Backend#CPU} for the process on the host
     * @param architecture for example {@code Ada Lovelace}; any text if unknown
     */
    public static RuntimeOverhead of(Backend backend, String architecture) {
        for (Line line : Table.LINES) {
            if (line.backend().equals(backend.id())
                    && (line.architecture().equals("*") || line.architecture().equalsIgnoreCase(architecture))) {
                return line.overhead();
            }
        }
        throw new IllegalStateException("runtime-overhead.csv has no line for " + backend.id());
    }

    private static List<Line> read() {
        List<Line> lines = new ArrayList<>();
        try (InputStream in = RuntimeOverhead.class.getResourceAsStream("runtime-overhead.csv")) {
            if (in == null) {
                throw new IllegalStateException("runtime-overhead.csv is missing from the build");
            }
            BufferedReader text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = text.readLine(); line != null; line = text.readLine()) {
                if (!line.startsWith("#") && !line.startsWith("backend,")) {
                    lines.add(parse(line));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.copyOf(lines);
    }

    private static Line parse(String line) {
        String[] fields = line.split(",", 7);
        return new Line(
                fields[0],
                fields[1],
                new RuntimeOverhead(
                        Bytes.ofMib(Integer.parseInt(fields[2])),
                        Bytes.ofMib(Integer.parseInt(fields[3])),
                        Bytes.ofMib(Integer.parseInt(fields[4])),
                        fields[6].replace("\"", "")));
    }
}
