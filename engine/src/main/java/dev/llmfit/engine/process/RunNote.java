package dev.llmfit.engine.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What this process has open that would stay behind if it were killed without a chance to clean up: programs that it started
 * and folders of phantoms. It stands in a file of the data folder while there is any; the next run ends and removes what a dead
 * one left. Where the data folder cannot be written there is no note, and nothing else changes.
 */
public final class RunNote {
    /** Start times are counted from the time of the boot, which the clock's correction moves by up to a second. */
    private static final Duration SAME = Duration.ofSeconds(2);

    /** Only folders of this program are removed, and from them files, no folders. */
    private static final String OURS = "llmfit-";

    private static final String SUFFIX = ".run";

    private static @Nullable RunNote current;

    private final Path file;
    private final Set<String> open = new LinkedHashSet<>();

    private RunNote(Path file) {
        this.file = file;
    }

    /** Removes what dead runs left, and keeps the note of this one in a folder of the data folder. */
    public static synchronized void keepIn(Path dataFolder) {
        Path folder = dataFolder.resolve("runs");
        if (Files.isDirectory(folder)) {
            clean(folder);
        }
        current = new RunNote(folder.resolve(ProcessHandle.current().pid() + SUFFIX));
    }

    /** Notes a program that was started. */
    static void opened(ProcessHandle program) {
        change(line(program), true);
    }

    /** Forgets a program that has ended. */
    static void closed(ProcessHandle program) {
        change(line(program), false);
    }

    /** Notes a folder that is to be removed. */
    public static void opened(Path folder) {
        change("folder " + folder.toAbsolutePath(), true);
    }

    /** Forgets a folder that was removed. */
    public static void closed(Path folder) {
        change("folder " + folder.toAbsolutePath(), false);
    }

    private static synchronized void change(String line, boolean opened) {
        RunNote note = current;
        if (note != null && !line.contains("\n") && (opened ? note.open.add(line) : note.open.remove(line))) {
            note.write();
        }
    }

    /** The program may have ended: its start time is then no longer known, and the pid alone finds its line. */
    private static synchronized String line(ProcessHandle program) {
        String begin = "program " + program.pid() + " ";
        RunNote note = current;
        return Optional.ofNullable(note).stream()
                .flatMap(n -> n.open.stream())
                .filter(l -> l.startsWith(begin))
                .findFirst()
                .orElseGet(() ->
                        begin + started(program).map(Instant::toEpochMilli).orElse(0L));
    }

    private static Optional<Instant> started(ProcessHandle program) {
        return program.info().startInstant();
    }

    private void write() {
        try {
            if (open.isEmpty()) {
                Files.deleteIfExists(file);
                return;
            }
            ProcessHandle self = ProcessHandle.current();
            List<String> lines = new ArrayList<>();
            lines.add("run " + self.pid() + " "
                    + started(self).map(Instant::toEpochMilli).orElse(0L));
            lines.addAll(open);
            Files.createDirectories(file.getParent());
            Files.write(file, lines);
        } catch (IOException e) {
            // Without a note nothing is cleaned after a kill; the run itself is not affected.
            System.getLogger(RunNote.class.getName()).log(System.Logger.Level.DEBUG, "no note of this run", e);
        }
    }

    static void clean(Path folder) {
        try (DirectoryStream<Path> notes = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path note : notes) {
                clean(note, Files.readAllLines(note));
            }
        } catch (IOException e) {
            System.getLogger(RunNote.class.getName()).log(System.Logger.Level.DEBUG, "a note stays: " + folder, e);
        }
    }

    private static void clean(Path note, List<String> lines) throws IOException {
        if (!lines.isEmpty() && running(lines.getFirst(), "run ").isPresent()) {
            return; // it cleans up itself
        }
        for (String line : lines) {
            running(line, "program ").ifPresent(RunNote::end);
            if (line.startsWith("folder ")) {
                remove(Path.of(line.substring("folder ".length())));
            }
        }
        Files.deleteIfExists(note);
    }

    /** Returns the process of a line if it runs and is the one that was noted: a pid is given again, with another start time. */
    private static Optional<ProcessHandle> running(String line, String begin) {
        String[] words = line.split(" ", -1);
        if (!line.startsWith(begin) || words.length != 3 || !(words[1] + words[2]).matches("[0-9]{2,36}")) {
            return Optional.empty();
        }
        Instant noted = Instant.ofEpochMilli(Long.parseLong(words[2]));
        return ProcessHandle.of(Long.parseLong(words[1]))
                .filter(ProcessHandle::isAlive)
                .filter(p -> started(p)
                        .filter(s -> Duration.between(s, noted).abs().compareTo(SAME) <= 0)
                        .isPresent());
    }

    private static void end(ProcessHandle program) {
        List<ProcessHandle> family = program.descendants().toList();
        program.destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
    }

    private static void remove(Path folder) throws IOException {
        if (!String.valueOf(folder.getFileName()).startsWith(OURS)
                || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                    Files.delete(file);
                }
            }
        }
        try {
            Files.delete(folder);
        } catch (java.nio.file.DirectoryNotEmptyException e) {
            // Something else lies in it by now, and is not ours to remove.
            System.getLogger(RunNote.class.getName()).log(System.Logger.Level.DEBUG, "not empty: " + folder, e);
        }
    }
}
