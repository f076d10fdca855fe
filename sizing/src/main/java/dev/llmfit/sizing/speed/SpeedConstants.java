package dev.llmfit.sizing.speed;

import dev.llmfit.probe.Backend;
import dev.llmfit.sizing.EngineBuild;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Constants of the speed model by name. Each is a sum of effects from general to special: {@code e} for all devices,
 * {@code e:vulkan}, {@code e:vulkan:AMD}, {@code e:vulkan:RDNA3}, {@code e:vulkan:radeon-rx-7900-xtx-24g}. A device that was not
 * measured uses what is known of its architecture, of its vendor under this backend, or of the backend.
 *
 * <p>{@code speed-constants.csv} is written by {@code bench/speed-fit/fit}, {@code processor-constants.csv} and {@code
 * power-constants.csv} by hand; all carry the number of rows and the source of every line.
 */
public final class SpeedConstants {
    private final Map<String, Double> values;

    private SpeedConstants(Map<String, Double> values) {
        this.values = values;
    }

    /** Returns the constants that come with the program. */
    static SpeedConstants bundled() {
        return Bundled.INSTANCE;
    }

    /** Returns what parts of machines draw of their nominal power; no speed depends on it. */
    static SpeedConstants power() {
        return Bundled.POWER;
    }

    /** Returns the constants of a fit, for example one that has not seen some rows. */
    public static SpeedConstants of(String csv) {
        Map<String, Double> values = new HashMap<>();
        read(csv, values);
        return new SpeedConstants(values);
    }

    /** Reads lines of {@code name,value,rows,hardware,source} after a heading. */
    static void read(String text, Map<String, Double> into) {
        int at = text.indexOf('\n') + 1;
        while (at > 0 && at < text.length()) {
            int end = text.indexOf('\n', at);
            int stop = end < 0 ? text.length() : end;
            int first = text.indexOf(',', at);
            int second = text.indexOf(',', first + 1);
            if (first < 0 || second < 0 || second > stop) {
                throw new IllegalStateException("not a constant: '" + text.substring(at, stop) + "'");
            }
            into.put(text.substring(at, first), Double.parseDouble(text.substring(first + 1, second)));
            at = stop + 1;
        }
    }

    /** Returns a constant that must be there. */
    public double get(String name) {
        Double value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("no constant " + name);
        }
        return value;
    }

    /** Returns the sum of the effects of a name for a device. */
    double of(String name, SpeedDevice device) {
        String backend = name + ":" + backendId(device.backend());
        double sum = get(name) + extra(backend);
        if (!device.vendor().isEmpty()) {
            sum += extra(backend + ":" + device.vendor());
        }
        if (!device.family().isEmpty()) {
            sum += extra(backend + ":" + device.family());
        }
        return device.hardwareId().isPresent()
                ? sum + extra(backend + ":" + device.hardwareId().get())
                : sum;
    }

    /**
     * Returns the sum of the effects of a model: how far its architecture, and this shape of it, were measured from what its
     * bytes and operations say. 0 for one that was not measured.
     *
     * @param test {@code tg} or {@code pp}
     */
    double ofModel(String test, ModelWork work, String backend) {
        String shape = "model." + test + ":" + work.shape();
        return extra("model." + test + ":" + work.architecture()) + extra(shape) + extra(shape + ":" + backend);
    }

    /** Returns a name of all values: another one for other values. */
    String id() {
        return Integer.toHexString(new TreeMap<>(values).toString().hashCode());
    }

    /**
     * Returns how much slower a build is than the newest modelled one, as a logarithm: each era's gain is shared out evenly over its
     * builds.
     *
     * @param name a constant with a part for each era, for example {@code pera}
     */
    double sinceBuild(String name, EngineBuild build, SpeedDevice device) {
        double sum = 0;
        for (int[] era : ERAS) {
            double missing = missing(era, build);
            sum += missing > 0 ? missing * of(name + "." + era[0], device) : 0;
        }
        return sum;
    }

    /** Returns 1 for builds up to May 2024, which cost more for each layer of a generated token, 0 from December 2024 on. */
    static double isOf2024(EngineBuild build) {
        return missing(ERAS[1], build);
    }

    /** Returns 1 for builds up to December 2025, whose gated delta nets cost more for a generated token, 0 from April 2026 on. */
    static double isOf2025(EngineBuild build) {
        return missing(ERAS[4], build);
    }

    /** Returns the share of an era's builds that came after this one. */
    private static double missing(int[] era, EngineBuild build) {
        return Math.clamp((double) (era[1] - build.number()) / (era[1] - era[0]), 0.0, 1.0);
    }

    /**
     * Builds at which eras begin and end, chosen so that each has rows of several reporters: November 2023, May 2024, December 2024, July
     * 2025, December 2025, April 2026, November 2026.
     */
    private static final int[][] ERAS = {
        {1_500, 2_820}, {2_820, 4_400}, {4_400, 5_900}, {5_900, 7_300}, {7_300, 9_000}, {9_000, 11_434}
    };

    /** Returns an effect, or 0 if nothing is known of it. */
    double extra(String name) {
        return values.getOrDefault(name, 0.0);
    }

    /** Returns what a name says of this hardware under this backend alone, or 0. */
    double ofHardware(String name, SpeedDevice device) {
        return device.hardwareId()
                .map(id -> extra(name + ":" + backendId(device.backend()) + ":" + id))
                .orElse(0.0);
    }

    /** Returns what a name says of this architecture under this backend alone, or 0. */
    double ofFamily(String name, SpeedDevice device) {
        return device.family().isEmpty() ? 0 : extra(name + ":" + backendId(device.backend()) + ":" + device.family());
    }

    /** The reference GPU and remote devices are taken for CUDA; the others have constants of their own or the general ones. */
    static String backendId(Backend backend) {
        return switch (backend) {
            case REFERENCE, RPC -> Backend.CUDA.id();
            case CUDA, ROCM, METAL, VULKAN, SYCL, CPU -> backend.id();
        };
    }

    private static final class Bundled {
        static final SpeedConstants INSTANCE = load("speed-constants.csv", "processor-constants.csv");
        static final SpeedConstants POWER = load("power-constants.csv");

        private static SpeedConstants load(String... files) {
            Map<String, Double> values = new HashMap<>();
            for (String file : files) {
                try (InputStream in = SpeedConstants.class.getResourceAsStream(file)) {
                    if (in == null) {
                        throw new IllegalStateException("resource " + file + " is missing from the program");
                    }
                    read(new String(in.readAllBytes(), StandardCharsets.UTF_8), values);
                } catch (IOException e) {
                    throw new UncheckedIOException("resource " + file + " cannot be read", e);
                }
            }
            return new SpeedConstants(values);
        }
    }
}
