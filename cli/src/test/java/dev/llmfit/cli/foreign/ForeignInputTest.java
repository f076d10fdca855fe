package dev.llmfit.cli.foreign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.llmfit.fixtures.Campaign;
import dev.llmfit.fixtures.ForeignReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever stands in a file, in what a program prints or in what a server answers: a reader answers or refuses, soon and in little
 * memory. Each run has a new seed and prints it; {@code -Dllmfit.fuzz.seed} repeats it, {@code -Dllmfit.fuzz.reader} tries the
 * readers whose name begins so. What a run finds becomes a row of {@code findings.tsv}.
 */
@Timeout(value = 6, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ForeignInputTest {
    /** Inputs of a reader where neither a time nor a number is given. */
    private static final int FEW = 40;

    /** The readers take turns of so long. */
    private static final double TURN_SECONDS = 0.4;

    private static final String HEADER = "header";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @SuppressWarnings("NullAway.Init") // opened before each test
    private ServerReaders servers;

    @BeforeEach
    void open() throws IOException {
        servers = new ServerReaders(folder);
    }

    @AfterEach
    void close() throws IOException {
        servers.close();
    }

    private List<Campaign> campaigns(long seed) throws IOException {
        List<ForeignReader> all = new ArrayList<>();
        ModelReaders models = new ModelReaders(folder);
        all.addAll(models.ofHeaders());
        all.addAll(models.others());
        all.addAll(new MachineReaders(folder).all());
        all.addAll(new EngineReaders(folder).all());
        all.addAll(new QuestionReaders(folder).all());
        all.addAll(servers.all());
        String only = System.getProperty("llmfit.fuzz.reader", "");
        return all.stream()
                .filter(r -> r.name().startsWith(only))
                .map(r -> new Campaign(r, seed))
                .toList();
    }

    @Test
    void everyReaderAnswersOrRefuses() throws IOException {
        long seed = Long.getLong("llmfit.fuzz.seed", System.nanoTime() % 1_000_000);
        List<Campaign> all = campaigns(seed);
        System.out.println("ForeignInputTest: seed " + seed);
        try (Watch watch = new Watch(all)) {
            double seconds = Campaign.seconds(Campaign.OTHERS);
            long headers = Long.getLong("llmfit.fuzz.headers", 0);
            if (headers > 0) {
                long end = seconds > 0 ? System.nanoTime() + (long) (seconds * 1e9) : Long.MAX_VALUE;
                untilEnough(all, headers, Long.getLong("llmfit.fuzz.inputs", 0), end);
            } else if (seconds > 0) {
                untilLate(all, System.nanoTime() + (long) (seconds * 1e9));
            } else {
                all.forEach(c -> c.run(FEW, Long.MAX_VALUE));
            }
            System.out.println(Campaign.table(all) + "\n" + watch.peak());
        }
        assertEquals(
                "",
                Findings.rows(all.stream().flatMap(c -> c.findings().stream()).toList()),
                () -> "seed " + seed + "; a row is reader, input, and what it led to");
    }

    private static void untilLate(List<Campaign> all, long until) {
        for (int i = 0; i < all.size(); i++) {
            long left = until - System.nanoTime();
            all.get(i).run(Long.MAX_VALUE, System.nanoTime() + left / (all.size() - i));
        }
    }

    private static void untilEnough(List<Campaign> all, long headers, long inputs, long end) {
        long done = 0;
        Set<Campaign.Finding> told = new HashSet<>();
        while ((done < inputs || all.getFirst().inputs() < headers) && System.nanoTime() < end) {
            done = 0;
            for (Campaign c : all) {
                boolean header = c.name().equals(HEADER);
                long more = header ? headers - c.inputs() : Long.MAX_VALUE;
                if (more > 0) {
                    c.run(more, System.nanoTime() + (long) (TURN_SECONDS * (header ? all.size() : 1) * 1e9));
                }
                done += header ? 0 : c.inputs();
            }
            List<Campaign.Finding> found =
                    all.stream().flatMap(c -> c.findings().stream()).toList();
            System.out.println(
                    all.getFirst().inputs() + " headers, " + done + " others, " + found.size() + " findings");
            found.stream().filter(told::add).forEach(f -> System.out.println(Findings.rows(List.of(f))));
        }
    }

    @Test
    void whatWasFoundOnceIsReadRight() throws IOException {
        List<Campaign> all = campaigns(0);
        List<String> faults = new ArrayList<>();
        for (Findings.Row row : Findings.rows()) {
            Campaign reader = all.stream()
                    .filter(c -> c.name().equals(row.reader()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no reader " + row.reader()));
            reader.fault(row.bytes()).ifPresent(fault -> faults.add(row.reader() + ": " + fault));
        }
        assertEquals(List.of(), faults);
    }

    /** A campaign whose seeds are refused tries nothing. */
    @Test
    void everyReaderTakesItsSeeds() throws IOException {
        for (Campaign reader : campaigns(0)) {
            assertTrue(reader.seeds().stream().anyMatch(reader::answers), () -> reader.name() + " takes none");
        }
    }
}
