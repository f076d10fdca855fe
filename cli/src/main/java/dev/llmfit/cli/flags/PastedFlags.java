package dev.llmfit.cli.flags;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes a pasted {@code llama-server} command line acceptable: drops the program's name and flags that change no memory. */
public final class PastedFlags {
    private static final Set<String> PROGRAMS = Set.of("llama-server", "llama-cli", "llama-bench");

    private PastedFlags() {}

    /**
     * Returns the arguments without the parts that only the server needs.
     *
     * @param args arguments after the command name
     * @param meant flags that the command knows and that therefore stay
     */
    public static List<String> clean(List<String> args, Set<String> meant) {
        boolean pasted = !args.isEmpty() && PROGRAMS.contains(baseName(args.getFirst()));
        List<String> kept = new ArrayList<>();
        Map<String, Boolean> ignored = null;
        for (int i = pasted ? 1 : 0; i < args.size(); i++) {
            String arg = args.get(i);
            if (arg.startsWith("-") && arg.length() > 1 && !Character.isDigit(arg.charAt(1))) {
                ignored = ignored == null ? read() : ignored;
                int equals = arg.indexOf('=');
                Boolean takesValue = ignored.get(equals < 0 ? arg : arg.substring(0, equals));
                if (takesValue != null && !meant.contains(equals < 0 ? arg : arg.substring(0, equals))) {
                    i += takesValue && equals < 0 ? 1 : 0;
                    continue;
                }
            }
            kept.add(arg);
        }
        return kept;
    }

    private static String baseName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Returns for each flag whether a value follows. */
    private static Map<String, Boolean> read() {
        Map<String, Boolean> flags = new HashMap<>();
        try (InputStream in = PastedFlags.class.getResourceAsStream("llama-server-flags.tsv")) {
            if (in == null) {
                throw new IllegalStateException("llama-server-flags.tsv is missing from the build");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int tab = line.indexOf('\t');
                if (line.startsWith("#") || tab < 0) {
                    continue;
                }
                boolean value = line.substring(tab + 1).equals("value");
                for (String name : line.substring(0, tab).split(",", -1)) {
                    flags.put(name, value);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return flags;
    }
}
