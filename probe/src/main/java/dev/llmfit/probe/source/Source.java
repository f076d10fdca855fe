package dev.llmfit.probe.source;

import dev.llmfit.probe.Probe;
import java.util.List;
import java.util.Map;

/**
 * Where facts come from. All reading goes through this interface as text, so that a recording of one machine can be parsed on
 * another, and every report of a user becomes a test. Nothing here throws: what cannot be read is absent or failed.
 */
public interface Source {
    /** Returns {@code os.name} and {@code os.arch} of the machine. */
    Platform platform();

    /** Returns the content of a text file. */
    Probe<String> file(String path);

    /** Returns the target of a symbolic link. */
    Probe<String> link(String path);

    /** Returns the names in a directory in natural order; empty if there is no such directory. */
    List<String> list(String directory);

    /** Returns the standard output of a tool that ends within two seconds. */
    Probe<String> command(List<String> command);

    /** Returns what a system library tells, as lines of {@code key=value}. */
    Probe<String> library(Library library);

    /** Returns the environment variables that decide what runtimes see; no others, since they may hold secrets. */
    Map<String, String> environment();

    /**
     * Operating system and processor architecture as the JVM names them.
     *
     * @param osName for example {@code Linux}
     * @param osArch for example {@code amd64}
     */
    record Platform(String osName, String osArch) {
        /** Longest name of a field of {@code uname} ({@code _UTSNAME_LENGTH} of Linux); a recording may hold anything. */
        private static final int LONGEST = 65;

        public Platform {
            osName = osName.substring(0, Math.min(LONGEST, osName.length()));
            osArch = osArch.substring(0, Math.min(LONGEST, osArch.length()));
        }

        /** Returns the architecture in the spelling of profiles. */
        public String architecture() {
            return switch (osArch) {
                case "amd64", "x86_64", "x64" -> "x86_64";
                case "aarch64", "arm64" -> "arm64";
                default -> osArch;
            };
        }
    }

    /** Libraries that are asked in process. */
    enum Library {
        /** NVIDIA's management library. */
        NVML,
        /** Intel's Level Zero, system management. */
        LEVEL_ZERO,
        /** {@code sysctlbyname} of macOS. */
        SYSCTL,
        /** {@code GlobalMemoryStatusEx} and friends. */
        WINDOWS_MEMORY,
        /** Adapters of DirectX. */
        DXGI,
        /** OSHI, for systems without a reader of their own. */
        OSHI
    }
}
