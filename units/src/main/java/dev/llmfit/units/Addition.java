package dev.llmfit.units;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Libraries with natives that few need: 22 MB. A build from source holds them, a package does not; {@code llmfit add} puts them
 * into the folder of data, by their checksum.
 */
public enum Addition {
    /** The engine that needs no installation: llama.cpp b4916 for the CPU of all systems. */
    EMBEDDED(
            "",
            "de/kherud/llama/4.2.0/llama-4.2.0.jar",
            "f8ed8a8420f0648dac695514d03bf627e8c5c8e31edcbbfd0ecee31a71dec0a9"),
    /** CUDA's driver, for measuring a card's bandwidth on Linux. */
    DEEP(
            "linux",
            "org/jcuda/jcuda-natives/12.6.0/jcuda-natives-12.6.0-linux-x86_64.jar",
            "5f0e60b0de0f1415060445136517f4a97565ae62fc49f21582b433e6aa0f4469"),
    /** The same on Windows. */
    DEEP_WINDOWS(
            "windows",
            "org/jcuda/jcuda-natives/12.6.0/jcuda-natives-12.6.0-windows-x86_64.jar",
            "151941649c5bb0013f74f98bee15bc5cc1824f3b95aab81e6fcdea6ae1c64bc9");

    /** Bytes beyond which a file is none of these; the largest has 12.2 million. */
    public static final int LARGEST = 32 << 20;

    private final String system;
    private final String path;
    private final String sha256;

    Addition(String system, String path, String sha256) {
        this.system = system;
        this.path = path;
        this.sha256 = sha256;
    }

    /** Returns the names that a user can say. */
    public static List<String> names() {
        return List.of("embedded", "deep");
    }

    /**
     * Returns what a name means on a system.
     *
     * @param name one of {@link #names}
     * @param environment whose system
     * @return empty if nothing of this name is published for it
     */
    public static Optional<Addition> named(String name, Environment environment) {
        String os = environment.osName().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(a -> a.name().toLowerCase(Locale.ROOT).split("_", -1)[0].equals(name))
                .filter(a -> a.system.isEmpty()
                        || (os.startsWith(a.system)
                                && List.of("amd64", "x86_64").contains(environment.osArch())))
                .findFirst();
    }

    /** Returns where it lies in a repository of Maven's layout. */
    public String path() {
        return path;
    }

    /** Returns the SHA-256 of its bytes, in hexadecimal digits; the one of {@code .mvn/checksums}, which a test holds it against. */
    public String sha256() {
        return sha256;
    }

    /** Returns the file that holds it once it was added. */
    public Path file(Environment environment) {
        return OwnFolders.of(environment).data().resolve("added").resolve(fileName());
    }

    /**
     * Returns the class path of a process that needs it: that of this process, with the file if it was added.
     *
     * @return empty if it is neither in this program nor added
     */
    public Optional<String> classPath(Environment environment) {
        String own = environment.java().classPath();
        if (Arrays.stream(own.split(File.pathSeparator, -1)).anyMatch(jar -> jar.endsWith(fileName()))) {
            return Optional.of(own);
        }
        Path added = file(environment);
        return Files.isRegularFile(added) ? Optional.of(own + File.pathSeparator + added) : Optional.empty();
    }

    private String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
