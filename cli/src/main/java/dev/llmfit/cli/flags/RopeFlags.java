package dev.llmfit.cli.flags;

import dev.llmfit.answers.recommend.RopeScaling;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How positions are scaled beyond the trained context, with llama.cpp's names and meaning. */
public final class RopeFlags {
    @Option(
            names = "--rope-scaling",
            paramLabel = "none|linear|yarn",
            description = "Scale positions, for a context beyond the trained one.")
    private @Nullable String ropeScaling;

    @Option(names = "--rope-scale", paramLabel = "FACTOR", description = "Factor of --rope-scaling.")
    private @Nullable Double ropeScale;

    /** Returns how positions are scaled, if they are. */
    public Optional<RopeScaling> scaling() {
        return RopeScaling.of(Optional.ofNullable(ropeScaling), Optional.ofNullable(ropeScale));
    }
}
