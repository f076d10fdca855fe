package dev.llmfit.probe.live;

import dev.llmfit.probe.Probe;
import dev.llmfit.probe.intel.LevelZeroLibrary;
import dev.llmfit.probe.macos.SysctlLibrary;
import dev.llmfit.probe.nvidia.NvmlLibrary;
import dev.llmfit.probe.source.ExternalTool;
import dev.llmfit.probe.source.NaturalOrder;
import dev.llmfit.probe.source.RecordedNames;
import dev.llmfit.probe.source.Source;
import dev.llmfit.probe.windows.DxgiLibrary;
import dev.llmfit.probe.windows.WindowsMemoryLibrary;
import dev.llmfit.units.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The machine that this runs on. */
public final class LiveSource implements Source {
    /** Longest that a tool may take; rocm-smi and nvidia-smi are known to hang. */
    public static final Duration TOOL_LIMIT = Duration.ofSeconds(2);

    /** Bytes of a file that are read; files of /proc and /sys that are used have far less; judgement. */
    private static final int MOST_TEXT = 4 << 20;

    private final Path root;
    private final Environment process;
    private final Map<String, String> environment;
    private final ExternalTool tools;

    /** Creates a source for the machine of a process. */
    public LiveSource(Environment process) {
        this(Path.of("/"), process);
    }

    /** Creates a source whose files lie under another root. */
    public LiveSource(Path root, Environment process) {
        this.root = root;
        this.process = process;
        this.environment = RecordedNames.relevant(process.variables());
        this.tools = new ExternalTool(TOOL_LIMIT, process);
    }

    @Override
    public Platform platform() {
        return new Platform(process.osName(), process.osArch());
    }

    /** Files of {@code /proc} and {@code /sys} have no length and are read until their end. */
    @Override
    public Probe<String> file(String path) {
        try (InputStream in = Files.newInputStream(resolve(path))) {
            return new Probe.Found<>(new String(in.readNBytes(MOST_TEXT), StandardCharsets.UTF_8), path);
        } catch (NoSuchFileException e) {
            return new Probe.Absent<>(path + " does not exist");
        } catch (FileSystemException e) {
            return new Probe.Absent<>(path + " cannot be read: " + e.getReason());
        } catch (IOException e) {
            return new Probe.Failed<>(path + ": " + e.getMessage());
        }
    }

    @Override
    public Probe<String> link(String path) {
        try {
            return new Probe.Found<>(Files.readSymbolicLink(resolve(path)).toString(), path);
        } catch (IOException | UnsupportedOperationException e) {
            return new Probe.Absent<>(path + " is no link");
        }
    }

    @Override
    public List<String> list(String directory) {
        String[] names = resolve(directory).toFile().list();
        if (names == null) {
            return List.of();
        }
        Arrays.sort(names, NaturalOrder.INSTANCE);
        return List.of(names);
    }

    @Override
    public Probe<String> command(List<String> command) {
        return tools.run(command);
    }

    @Override
    public Probe<String> library(Library library) {
        return switch (library) {
            case NVML -> NvmlLibrary.read(process);
            case LEVEL_ZERO -> LevelZeroLibrary.read();
            case SYSCTL -> SysctlLibrary.read(process);
            case WINDOWS_MEMORY -> WindowsMemoryLibrary.read(process);
            case DXGI -> DxgiLibrary.read(process);
            case OSHI -> OshiLibrary.read(process);
        };
    }

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    private Path resolve(String path) {
        return root.resolve(path.startsWith("/") ? path.substring(1) : path);
    }
}
