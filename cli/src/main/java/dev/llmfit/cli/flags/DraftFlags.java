package dev.llmfit.cli.flags;

import dev.llmfit.answers.size.SizeQuestion.Draft;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.cli.shell.ExitCode;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.speed.SpeculativeSpeed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of speculative decoding, with llama.cpp's names and meaning. */
public final class DraftFlags {
    /** Kinds that keep nothing on a device beside a draft model ({@code common/speculative.cpp}). */
    private static final Set<String> WITHOUT_CONTEXT =
            Set.of("none", "draft-simple", "ngram-simple", "ngram-map-k", "ngram-map-k4v", "ngram-mod", "ngram-cache");

    private static final Set<String> WITH_CONTEXT = Set.of("draft-mtp", "draft-eagle3", "draft-dflash", "draft-dspark");

    @Option(
            names = {"-md", "--model-draft", "--spec-draft-model"},
            paramLabel = "REF|FILE",
            description = "Draft model.")
    private @Nullable String draftModel;

    @Option(
            names = {"-ctkd", "--cache-type-k-draft", "--spec-draft-type-k"},
            paramLabel = "TYPE",
            description = "Type of the draft model's K cache (f16).")
    private @Nullable String typeK;

    @Option(
            names = {"-ctvd", "--cache-type-v-draft", "--spec-draft-type-v"},
            paramLabel = "TYPE",
            description = "Type of the draft model's V cache (f16).")
    private @Nullable String typeV;

    @Option(
            names = {"-ngld", "--n-gpu-layers-draft", "--gpu-layers-draft", "--spec-draft-ngl"},
            paramLabel = "N",
            description = "Layers of the draft model on the GPUs: a number, all or auto.")
    private @Nullable String nGpuLayers;

    @Option(
            names = "--spec-type",
            paramLabel = "TYPE,…",
            split = ",",
            description = "Kind of speculation; a draft model is used with draft-simple only.")
    private List<String> types = new ArrayList<>();

    @Option(
            names = {"--draft", "--draft-n", "--draft-max", "--spec-draft-n-max"},
            paramLabel = "N",
            description = "Tokens to draft in a round (3).")
    private int nDraft = SpeculativeSpeed.N_DRAFT;

    /**
     * Returns the draft model of {@code -md}. Without {@code --spec-type draft-simple} llama-server loads it but does not use it
     * ({@code common_speculative_init} in {@code common/speculative.cpp}).
     *
     * @throws CommandException with exit 2 for a kind of speculation that is unknown or not sized, and for a number of tokens that
     *     llama.cpp would not accept
     */
    public Optional<Draft> draft() {
        types.forEach(DraftFlags::check);
        if (draftModel == null) {
            return Optional.empty();
        }
        if (nDraft < 1) {
            throw LaunchFlags.usage("--spec-draft-n-max " + nDraft, "use a number of tokens from 1");
        }
        return Optional.of(new Draft(draftModel, options(), types.contains("draft-simple") ? nDraft : 0));
    }

    private static void check(String type) {
        if (WITH_CONTEXT.contains(type)) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "not-sized",
                    "Speculation of type " + type + " keeps a second context, which is not sized yet.",
                    "leave --spec-type out for the sizes of everything else");
        }
        if (!WITHOUT_CONTEXT.contains(type)) {
            throw LaunchFlags.usage("--spec-type " + type, EngineBuild.NEWEST + " has no such type");
        }
    }

    private LaunchOptions options() {
        return LaunchOptions.defaults()
                .withTypeK(LaunchFlags.cacheType("-ctkd", typeK))
                .withTypeV(LaunchFlags.cacheType("-ctvd", typeV))
                .withNGpuLayers(LaunchFlags.gpuLayers("-ngld", nGpuLayers));
    }
}
