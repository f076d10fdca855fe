package dev.llmfit.sizing.vllm.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.sizing.speed.SpeedDevice;
import dev.llmfit.sizing.speed.SpeedRange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Held against the kernel tables that the prices were fitted to. */
class KernelTablesTest {
    /** Relative error that a mean of decode may have; the one on GPUs that a fit has not seen is in docs/engines/vllm-speed.md. */
    private static final double DECODE = 0.08;

    private static final double PREFILL = 0.12;

    private record Row(StepTime time, String test, double seconds) {
        static Row of(String line) {
            String[] f = line.split(",", -1);
            long[] n = new long[f.length];
            for (int i = 5; i < 19; i++) {
                n[i] = f[i].matches("\\d+") ? Long.parseLong(f[i]) : 0;
            }
            int gpus = Integer.parseInt(f[3]);
            StepWork work = new StepWork(
                    gpus,
                    n[5],
                    new StepWork.Experts(n[6], (int) n[7], (int) n[8], (int) n[11]),
                    n[9],
                    (int) n[10],
                    Boolean.parseBoolean(f[12]),
                    n[13],
                    new StepWork.Cache(n[14], n[15], n[16], n[17], n[18], 0),
                    f[4].startsWith("fp8"));
            SpeedDevice device = SpeedDevice.of(
                            HardwareDatabase.bundled().byId(f[2]).orElseThrow(), Backend.CUDA)
                    .orElseThrow();
            return new Row(new StepTime(work, device), f[19], Double.parseDouble(f[20]) / 1000);
        }

        boolean decode() {
            return test.contains("@");
        }

        double predicted() {
            if (decode()) {
                String[] of = test.split("@", -1);
                return time.step(Integer.parseInt(of[0]), Integer.parseInt(of[1]))
                        .mid();
            }
            int tokens = Integer.parseInt(test.substring(test.indexOf(' ') + 1));
            return tokens / time.prompt(tokens).mid();
        }

        double error() {
            return Math.abs(predicted() / seconds - 1);
        }
    }

    private static List<Row> rows() throws IOException {
        try (InputStream in = Objects.requireNonNull(KernelTablesTest.class.getResourceAsStream("kernel-tables.csv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(Row::of)
                    .toList();
        }
    }

    @Test
    void decodeAndPrefillStayAsCloseAsFitted() throws IOException {
        List<Row> rows = rows();
        double decode = rows.stream()
                .filter(Row::decode)
                .mapToDouble(Row::error)
                .average()
                .orElseThrow();
        double prefill = rows.stream()
                .filter(r -> !r.decode())
                .mapToDouble(Row::error)
                .average()
                .orElseThrow();
        assertEquals(120, rows.size());
        assertTrue(decode < DECODE, "decode " + decode);
        assertTrue(prefill < PREFILL, "prefill " + prefill);
    }

    @Test
    void batchesGiveMoreInAllAndLessEach() throws IOException {
        for (Row row : rows()) {
            SpeedRange one = row.time().total(1, 1024);
            SpeedRange many = row.time().total(64, 1024);
            assertTrue(many.mid() > 4 * one.mid(), "64 requests get " + many.mid() + " tok/s, one " + one.mid());
            assertTrue(row.time().each(64, 1024).mid() < one.mid(), "each of 64 is slower than one alone");
            assertTrue(one.low() < one.mid() && one.mid() < one.high(), "a range: " + one);
            assertEquals(
                    row.time().firstToken(2048, 1).seconds().mid() * 8,
                    row.time().firstToken(2048, 8).seconds().mid(),
                    1e-9);
        }
    }

    @Test
    void aWindowCostsNoMoreThanItHolds() {
        StepWork.Cache cache = new StepWork.Cache(10, 100, 0, 0, 512, 7);
        assertEquals(10 * 256 + 100 * 256 + 14, cache.read(256));
        assertEquals(10 * 8192 + 100 * 512 + 14, cache.read(8192));
    }
}
