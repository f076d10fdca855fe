package dev.llmfit.cli.shell;

import dev.llmfit.probe.doctor.CommandName;
import dev.llmfit.units.Environment;
import dev.llmfit.units.OwnFolders;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the program and its data lie. */
public final class Places {
    /** The folders of the Debian package and of the wheel: {@code dist/packing}. */
    private static final String PACKAGED = "llmfit-exact";

    private Places() {}

    /** Returns the version and all places, a line each. */
    public static String text(Environment environment) {
        OwnFolders folders = OwnFolders.of(environment);
        return Version.line() + "\n"
                + line("program", program(environment).toString())
                + line(
                        "Java",
                        environment.java().version() + ", " + environment.java().home())
                + line("data", said(folders.data()) + ": measurements, newer knowledge, added libraries")
                + line("cache", said(folders.cache()) + ": headers of published files, bandwidth of the memory")
                + line("config", said(folders.config()) + ": your own models and rules")
                + CommandName.taken(environment)
                        .map(other -> other.text() + "\n")
                        .orElse("");
    }

    private static String line(String name, String text) {
        return String.format("  %-8s %s%n", name, text).replace("\r", "");
    }

    private static String said(Path folder) {
        return folder + (Files.isDirectory(folder) ? "" : " (not there yet)");
    }

    /** Returns the folder that holds the program: an unpacked archive, an installed package, a checkout. */
    public static Path program(Environment environment) {
        String first = environment.java().classPath().split(File.pathSeparator, -1)[0];
        Path jar = Path.of(first.isEmpty() ? "." : first).toAbsolutePath().normalize();
        Path lib = jar.getParent();
        Path home = lib == null ? null : lib.getParent();
        if (home == null) {
            return jar;
        }
        Path checkout = home.getParent();
        return home.endsWith(".llmfit") && checkout != null ? checkout : home;
    }

    /** Returns how the program itself is removed, by where it lies. */
    public static String removal(Environment environment) {
        Path program = program(environment);
        if (program.endsWith(Path.of("lib", PACKAGED))) {
            return "sudo apt purge " + PACKAGED;
        }
        return program.endsWith(Path.of("share", PACKAGED))
                ? "pip uninstall " + PACKAGED + " (or uv tool uninstall " + PACKAGED + ")"
                : "remove the folder " + program;
    }
}
