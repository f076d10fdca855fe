package dev.llmfit.engine.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What this process has open that would stay behind if it were killed without a chance to clean up: programs that it started
 * and folders of phantoms. It stands in a file of the data folder while there is any; the next run ends and removes what a dead
 * one left. It is noted first and made then, so that no moment is left out; programs also carry the name of their run in their
 * environment, by which Linux tells those that are not noted: killed in between, or put into a session of their own. Where the
 * data folder cannot be written there is no note, and nothing else changes.
 */
public final class RunNote {
    /** Start times are counted from the time of the boot, which the clock's correction moves by up to a second. */
    private static final Duration SAME = Duration.ofSeconds(2);

    /** Only folders of this program are removed, and from them files, no folders. */
    private static final String OURS = "llmfit-";

    private static final String SUFFIX = ".run";

    /** A note is replaced in one step; what it is written to first has this behind its name. */
    private static final String DRAFT = ".new";

    /** The first line of a note: pid and start time, ms since 1970. */
    private static final String RUN = "run [0-9]{1,18} [0-9]{1,18}";

    /** The variable that programs inherit: which run started them. */
    private static final String MARK = "LLMFIT_RUN";

    private static @Nullable RunNote current;
    private static @Nullable Path kept;

    private final Path file;
    private final String run;
    private final Set<String> open = new LinkedHashSet<>();
    private int starts;

    private RunNote(Path file, String run) {
        this.file = file;
        this.run = run;
    }

    /** Removes what dead runs left, and keeps the note of this one in a folder of the data folder. */
    public static synchronized void keepIn(Path dataFolder) {
        Path folder = dataFolder.resolve("runs");
        if (Files.isDirectory(folder)) {
            clean(folder);
        }
        kept = folder;
        current = null;
    }

    /** Returns the note of this run, made when it is first needed: most runs start nothing. */
    private static synchronized @Nullable RunNote current() {
        if (current == null && kept != null) {
            ProcessHandle self = ProcessHandle.current();
            current = new RunNote(
                    kept.resolve(self.pid() + SUFFIX),
                    self.pid() + " " + started(self).map(Instant::toEpochMilli).orElse(0L));
        }
        return current;
    }

    /** Starts a program that is noted before it runs, and marks it as one of this run. */
    static synchronized Process start(ProcessBuilder builder) throws IOException {
        RunNote note = current();
        if (note == null) {
            return builder.start();
        }
        builder.environment().put(MARK, note.run.replace(' ', '-'));
        String intended = "start " + note.starts++;
        change(intended, true);
        try {
            Process process = builder.start();
            note.open.add(line(process.toHandle()));
            return process;
        } finally {
            change(intended, false);
        }
    }

    /** Forgets a program that has ended. */
    static void closed(ProcessHandle program) {
        change(line(program), false);
    }

    /**
     * Makes a new folder that is to be removed, readable by nobody else.
     *
     * @param parent where
     * @param kind how its name begins
     * @throws IOException if it cannot be made
     */
    public static Path folder(Path parent, String kind) throws IOException {
        String name = kind + Long.toUnsignedString(new SecureRandom().nextLong(), 36);
        Path folder = parent.resolve(name).toAbsolutePath();
        change("folder " + folder, true);
        try {
            return parent.getFileSystem().supportedFileAttributeViews().contains("posix")
                    ? Files.createDirectory(
                            folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")))
                    : Files.createDirectory(folder);
        } catch (IOException e) {
            closed(folder);
            throw e;
        }
    }

    /** Forgets a folder that was removed. */
    public static void closed(Path folder) {
        change("folder " + folder.toAbsolutePath(), false);
    }

    private static synchronized void change(String line, boolean opened) {
        RunNote note = current();
        if (note != null && !line.contains("\n") && (opened ? note.open.add(line) : note.open.remove(line))) {
            note.write();
        }
    }

    /** The program may have ended: its start time is then no longer known, and the pid alone finds its line. */
    private static synchronized String line(ProcessHandle program) {
        String begin = "program " + program.pid() + " ";
        RunNote note = current();
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
            Files.createDirectories(file.getParent());
            Path draft = file.resolveSibling(file.getFileName() + DRAFT);
            Files.writeString(draft, "run " + run + "\n" + String.join("\n", open) + "\n");
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // Without a note nothing is cleaned after a kill; the run itself is not affected.
            System.getLogger(RunNote.class.getName()).log(System.Logger.Level.DEBUG, "no note of this run", e);
        }
    }

    static void clean(Path folder) {
        try (DirectoryStream<Path> notes = Files.newDirectoryStream(folder, "*" + SUFFIX + "{,*}")) {
            for (Path note : notes) {
                if (note.toString().endsWith(SUFFIX)) {
                    clean(note, Files.readAllLines(note));
                } else if (!alive(note)) {
                    Files.deleteIfExists(note);
                }
            }
        } catch (IOException | InvalidPathException e) {
            System.getLogger(RunNote.class.getName()).log(System.Logger.Level.DEBUG, "a note stays: " + folder, e);
        }
    }

    private static void clean(Path note, List<String> lines) throws IOException {
        String run = lines.isEmpty() ? "" : lines.getFirst();
        if (running(run, "run ").isPresent()) {
            return; // it cleans up itself
        }
        if (run.matches(RUN)) {
            marked(MARK + "=" + run.substring("run ".length()).replace(' ', '-'))
                    .forEach(RunNote::end);
        }
        for (String line : lines) {
            running(line, "program ").ifPresent(RunNote::end);
            if (line.startsWith("folder ")) {
                remove(Path.of(line.substring("folder ".length())));
            }
        }
        Files.deleteIfExists(note);
    }

    /** Returns whether the process runs after which a draft is named. */
    private static boolean alive(Path draft) {
        String pid = draft.getFileName().toString().replaceFirst("[.].*", "");
        return pid.matches("[0-9]{1,18}")
                && ProcessHandle.of(Long.parseLong(pid))
                        .filter(ProcessHandle::isAlive)
                        .isPresent();
    }

    /** Returns the programs of this user that carry a mark, as Linux tells; none elsewhere. */
    private static List<ProcessHandle> marked(String mark) {
        return ProcessHandle.allProcesses()
                .filter(p -> environment(p.pid()).contains(mark))
                .toList();
    }

    private static List<String> environment(long pid) {
        try {
            byte[] environment = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "environ"));
            return List.of(new String(environment, StandardCharsets.ISO_8859_1).split("\0", -1));
        } catch (IOException e) {
            return List.of(); // another user's, ended meanwhile, or no Linux
        }
    }

    /** Returns the process of a line if it runs and is the one that was noted: a pid is given again, with another start time. */
    private static Optional<ProcessHandle> running(String line, String begin) {
        String[] words = line.split(" ", -1);
        if (!line.startsWith(begin)
                || words.length != 3
                || !words[1].matches("[0-9]{1,18}")
                || !words[2].matches("[0-9]{1,15}")) {
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
