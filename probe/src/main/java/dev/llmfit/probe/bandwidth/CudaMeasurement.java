package dev.llmfit.probe.bandwidth;

import dev.llmfit.probe.Probe;
import dev.llmfit.probe.source.ExternalTool;
import dev.llmfit.probe.source.KeyValues;
import dev.llmfit.units.Addition;
import dev.llmfit.units.Amount;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * What a CUDA device really gives.
 *
 * @param pciAddress PCI address
 * @param total total memory as CUDA reports it
 * @param free free memory with a context
 * @param allocatable largest single block that could be had
 * @param copyGbps bytes read and written by copies inside the device, 10^9 a second
 */
public record CudaMeasurement(String pciAddress, Bytes total, Bytes free, Bytes allocatable, double copyGbps) {
    public CudaMeasurement {
        Amount.rate(copyGbps, "copyGbps");
    }

    /** A context takes below a second; a driver that needs longer hangs; judgement. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** Measures all devices in a child process of at most five seconds; fails where there is no CUDA driver. */
    public static Probe<List<CudaMeasurement>> run(Environment environment) {
        try {
            // JCuda unpacks its library into the temporary folder and leaves it there.
            Path folder = Files.createTempDirectory("llmfit-cuda");
            try {
                return run(folder, environment);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            return new Probe.Failed<>("no temporary folder: " + e.getMessage());
        }
    }

    private static Probe<List<CudaMeasurement>> run(Path folder, Environment environment) {
        Optional<Addition> natives = Addition.named("deep", environment);
        Optional<String> classPath = natives.flatMap(n -> n.classPath(environment));
        if (classPath.isEmpty()) {
            return new Probe.Absent<>(
                    natives.isEmpty()
                            ? "JCuda is not published for this system"
                            : "JCuda's libraries are not part of this package");
        }
        List<String> command = List.of(
                environment.java().launcher().toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                classPath.get(),
                CudaChild.class.getName());
        return switch (new ExternalTool(LIMIT, environment).run(command)) {
            case Probe.Found<String> found -> new Probe.Found<>(parse(found.value()), "JCuda");
            case Probe.Failed<String> failed -> new Probe.Failed<>("CUDA could not be measured: " + failed.reason());
            case Probe.Absent<String> absent -> new Probe.Absent<>(absent.reason());
        };
    }

    /** Parses what {@link CudaChild} prints. */
    static List<CudaMeasurement> parse(String text) {
        KeyValues values = KeyValues.parse(text, '=');
        List<CudaMeasurement> devices = new ArrayList<>();
        for (int i = 0; i < Math.min(256, values.number("count").orElse(0)); i++) {
            String key = "device." + i + ".";
            OptionalDouble speed = speed(values.text(key + "copy_gbps").orElse(""));
            if (values.size(key + "total").isPresent() && speed.isPresent()) {
                devices.add(new CudaMeasurement(
                        values.text(key + "pci_address").orElse(""),
                        values.size(key + "total").get(),
                        values.size(key + "free").orElse(Bytes.ZERO),
                        values.size(key + "allocatable").orElse(Bytes.ZERO),
                        speed.getAsDouble()));
            }
        }
        return devices;
    }

    private static OptionalDouble speed(String text) {
        try {
            double speed = Double.parseDouble(text);
            return speed >= 0 && Double.isFinite(speed) ? OptionalDouble.of(speed) : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            return OptionalDouble.empty(); // not measured
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
