package dev.llmfit.cli.flags;

import dev.llmfit.answers.size.SizeQuestion.Draft;
import dev.llmfit.cli.shell.CommandException;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.Speculation;
import dev.llmfit.sizing.speed.SpeculativeSpeed;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of speculative decoding, with llama.cpp's names and meaning. */
public final class DraftFlags {
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
            description = "Kinds of speculation: draft-mtp, draft-simple (with -md), ngram-mod …")
    private List<String> types = new ArrayList<>();

    @Option(
            names = {"--draft", "--draft-n", "--draft-max", "--spec-draft-n-max"},
            paramLabel = "N",
            description = "Tokens to draft in a round (3).")
    private int nDraft = SpeculativeSpeed.N_DRAFT;

    /**
     * Returns what guesses tokens ahead; empty without {@code -md} and {@code --spec-type}. Without a kind that uses it, llama-server
     * loads a draft model but does not use it ({@code common_speculative_init} in {@code common/speculative.cpp}).
     *
     * @throws CommandException with exit 2 for a kind of speculation that llama.cpp does not have, and for a number of tokens that it
     *     would not accept
     */
    public Optional<Draft> draft() {
        Set<Speculation.Type> kinds = EnumSet.noneOf(Speculation.Type.class);
        for (String word : types) {
            if (!word.equals("none")) {
                kinds.add(Speculation.Type.byWord(word)
                        .orElseThrow(() ->
                                LaunchValues.usage("--spec-type " + word, EngineBuild.NEWEST + " has no such type")));
            }
        }
        if (nDraft < 1) {
            throw LaunchValues.usage("--spec-draft-n-max " + nDraft, "use a number of tokens from 1");
        }
        LaunchOptions options = options(); // read even where there is no draft model: a type that is none is a mistake
        if (draftModel == null && kinds.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Draft(
                Optional.ofNullable(draftModel), options, new Speculation(kinds, kinds.isEmpty() ? 0 : nDraft)));
    }

    private LaunchOptions options() {
        return LaunchOptions.defaults()
                .withTypeK(LaunchValues.cacheType("-ctkd", typeK))
                .withTypeV(LaunchValues.cacheType("-ctvd", typeV))
                .withNGpuLayers(LaunchValues.gpuLayers("-ngld", nGpuLayers));
    }
}
