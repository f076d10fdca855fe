package dev.llmfit.engine.phantom;

import dev.llmfit.engine.EngineException;
import dev.llmfit.engine.process.RunNote;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.phantom.PhantomFile;
import dev.llmfit.gguf.phantom.PhantomWriter;
import dev.llmfit.gguf.phantom.SparseFiles;
import dev.llmfit.gguf.phantom.Vocabulary;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A phantom file for one run. It lies in a folder of its own and is removed with it by {@link #close()}, and also when the
 * program is interrupted.
 */
public final class PhantomRun implements AutoCloseable {
    /** The values of a phantom are the same every time. */
    private static final long SEED = 20_261_125L;

    private static final Set<PhantomRun> LIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> LIVE.forEach(PhantomRun::close), "remove phantom files"));
    }

    private final Path folder;
    private final PhantomFile file;

    private PhantomRun(Path folder, PhantomFile file) {
        this.folder = folder;
        this.file = file;
        LIVE.add(this);
    }

    /**
     * Writes a phantom of a model into a new folder.
     *
     * @param model shape and tensor types
     * @param parent where the folder is made, for example the system's temporary folder
     * @throws EngineException if sparse files are not possible there or too little disk is free
     */
    public static PhantomRun write(Model model, Path parent) {
        try {
            Path folder = RunNote.folder(parent, "llmfit-phantom");
            try {
                return new PhantomRun(folder, write(folder, model));
            } catch (IOException | RuntimeException e) {
                Files.deleteIfExists(folder);
                RunNote.closed(folder);
                throw e;
            }
        } catch (IOException e) {
            throw refused("the phantom could not be written: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw refused("no phantom of " + model.name() + ": " + e.getMessage(), e);
        }
    }

    private static PhantomFile write(Path folder, Model model) throws IOException {
        Path target = folder.resolve("phantom.gguf");
        Bytes needed =
                Bytes.of(PhantomWriter.plan(target, model, Vocabulary.SYNTHETIC).writtenBytes());
        // A file store needs the list of mounts, which a container may not have.
        Bytes free = Bytes.of(folder.toFile().getUsableSpace());
        if (free.compareTo(needed.plus(Bytes.ofMib(64))) < 0) {
            throw refused("a phantom needs " + needed + " of disk and " + folder.getParent() + " has " + free, null);
        }
        if (!SparseFiles.supportedIn(folder)) {
            throw refused("the file system of " + folder.getParent() + " does not keep sparse files", null);
        }
        return PhantomWriter.write(target, model, Vocabulary.SYNTHETIC, SEED);
    }

    private static EngineException refused(String message, @org.jspecify.annotations.Nullable Exception cause) {
        Hint hint = Hint.plain("set the system's temporary folder to another disk with TMPDIR, or give the real file");
        return cause == null
                ? new EngineException(EngineException.Kind.UNSUPPORTED, message, hint)
                : new EngineException(EngineException.Kind.UNSUPPORTED, message, hint, cause);
    }

    /** Returns the file. */
    public Path path() {
        return file.file();
    }

    /** Returns the size on paper. */
    public Bytes fullSize() {
        return Bytes.of(file.fullBytes());
    }

    /** Returns what was really written. */
    public Bytes written() {
        return Bytes.of(file.writtenBytes());
    }

    @Override
    public void close() {
        LIVE.remove(this);
        try {
            Files.deleteIfExists(file.file());
            Files.deleteIfExists(folder);
            RunNote.closed(folder);
        } catch (IOException e) {
            // It takes little disk and lies in the temporary folder; the measurement is not affected.
            System.getLogger(PhantomRun.class.getName()).log(System.Logger.Level.DEBUG, "left behind: " + folder, e);
        }
    }
}
