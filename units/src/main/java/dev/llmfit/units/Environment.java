package dev.llmfit.units;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the operating system tells a process about itself and its user. A shell reads it once, at its start; everything below
 * is given one, so that no other class asks the process.
 *
 * @param variables environment variables
 * @param home the user's home folder
 * @param user the user's name
 * @param osName name of the operating system, as Java calls it: {@code Linux}, {@code Mac OS X}, {@code Windows 11}
 * @param osArch architecture of the processor, as Java calls it: {@code amd64}, {@code aarch64}
 * @param temporary folder for temporary files
 * @param java how a further Java process of this program is started
 */
public record Environment(
        Map<String, String> variables,
        Path home,
        String user,
        String osName,
        String osArch,
        Path temporary,
        JavaProcess java) {
    public Environment {
        variables = Map.copyOf(variables);
    }

    /**
     * The running Java.
     *
     * @param home its folder
     * @param version its version
     * @param classPath class path of this program
     */
    public record JavaProcess(Path home, String version, String classPath) {
        /** Returns the program that starts another one. */
        public Path launcher() {
            return home.resolve("bin").resolve("java");
        }
    }

    /** Returns what this process sees. Called by the main method of a shell, and by nothing else. */
    public static Environment ofProcess() {
        return new Environment(
                System.getenv(),
                Path.of(System.getProperty("user.home", ".")),
                System.getProperty("user.name", ""),
                System.getProperty("os.name", "unknown"),
                System.getProperty("os.arch", "unknown"),
                Path.of(System.getProperty("java.io.tmpdir", ".")),
                new JavaProcess(
                        Path.of(System.getProperty("java.home", ".")),
                        System.getProperty("java.version", ""),
                        System.getProperty("java.class.path", "")));
    }

    /**
     * Says where JNA unpacks its library, which it is told by a property of the process alone; without effect once JNA is loaded. Else
     * it leaves a folder of its own in the user's home.
     */
    public static void unpackNatives(Path folder) {
        System.setProperty("jna.tmpdir", folder.toString());
    }

    /** Sets a limit of the JDK or of a library that reads it once, when it is first used; one that the user has set stays. */
    public static void limit(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /** Returns the same with other variables. */
    public Environment withVariables(Map<String, String> others) {
        return new Environment(others, home, user, osName, osArch, temporary, java);
    }

    /** Returns the same with another home folder. */
    public Environment withHome(Path other) {
        return new Environment(variables, other, user, osName, osArch, temporary, java);
    }

    /** Returns the same on another operating system. */
    public Environment withOsName(String other) {
        return new Environment(variables, home, user, other, osArch, temporary, java);
    }

    /** Returns a variable that is set and not blank. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
    }

    /** Returns whether the operating system is Windows. */
    public boolean isWindows() {
        return osName.toLowerCase(Locale.ROOT).startsWith("windows");
    }

    /** Returns whether the operating system is macOS. */
    public boolean isMac() {
        return osName.toLowerCase(Locale.ROOT).startsWith("mac");
    }
}
