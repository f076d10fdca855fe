package dev.llmfit.probe.remote;

import dev.llmfit.probe.macos.MacFacts;
import dev.llmfit.probe.macos.SysctlLibrary;
import dev.llmfit.probe.nvidia.NvidiaSmi;
import dev.llmfit.probe.source.RecordedNames;
import dev.llmfit.probe.tools.AmdSmi;
import dev.llmfit.probe.tools.RocmSmi;
import dev.llmfit.probe.tools.VulkanInfo;
import dev.llmfit.probe.tools.XpuSmi;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The script that writes a machine down as one text, of plain POSIX shell: a host needs nothing of ours. What it prints is read
 * by {@link dev.llmfit.probe.source.RecordedSource}.
 */
public final class ProbeScript {
    private static final String RESOURCE = "probe.sh";

    private ProbeScript() {}

    /** Returns the script, with the tools, the variables and the names of sysctl that readers ask for. */
    public static String text() {
        return template()
                .replace("@SYSCTL@", String.join(" ", SysctlLibrary.names()))
                .replace("@VARIABLES@", String.join("|", RecordedNames.VARIABLES))
                .replace("@TOOLS@", tools().map(ProbeScript::line).collect(Collectors.joining("\n")));
    }

    private static Stream<List<String>> tools() {
        return Stream.concat(
                Stream.of(
                        NvidiaSmi.COMMAND,
                        NvidiaSmi.WSL_COMMAND,
                        AmdSmi.STATIC,
                        AmdSmi.METRIC,
                        RocmSmi.COMMAND,
                        XpuSmi.DISCOVERY,
                        XpuSmi.USED,
                        VulkanInfo.SUMMARY,
                        VulkanInfo.FULL),
                MacFacts.COMMANDS.stream());
    }

    /** Words of tools are constants of ours; quotes keep commas and stars of a query from the shell. */
    private static String line(List<String> command) {
        return "tool '" + RecordedNames.ofCommand(command) + "' "
                + command.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    }

    private static String template() {
        try (InputStream in = Objects.requireNonNull(ProbeScript.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
