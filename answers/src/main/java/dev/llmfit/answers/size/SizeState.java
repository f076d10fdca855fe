package dev.llmfit.answers.size;

import dev.llmfit.answers.ModelSource.Named;
import dev.llmfit.answers.State;
import dev.llmfit.answers.StateField;
import dev.llmfit.answers.size.SizeQuestion.Gpus;
import dev.llmfit.answers.size.SizeQuestion.Loaded;
import dev.llmfit.gguf.TypeSource;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.FlashAttn;
import java.util.Optional;

/** The state that asks for a sized launch again, with every option that a recommendation would choose said. */
final class SizeState {
    private SizeState() {}

    /** Returns it; empty where the launch has options, files or a place that a state has no word for. */
    static Optional<State> of(SizeQuestion question, SizeAnswer answer) {
        boolean plain = question.loaded().equals(Loaded.NOTHING)
                && question.place().rpcServers().isEmpty()
                && question.place().gpus().equals(Gpus.ALL)
                && question.start().fit().isEmpty()
                && question.start().keys().isEmpty()
                && question.turn().equals(TurnWish.USUAL)
                && question.engine().isEmpty();
        if (!plain || !isSaid(answer.options()) || !(question.model() instanceof Named named)) {
            return Optional.empty();
        }
        LaunchOptions options = answer.options();
        int slots = Math.max(1, options.nParallel());
        String k = options.typeK().ggmlName();
        String v = options.typeV().ggmlName();
        State state = State.of(question.place().machine())
                .with(StateField.MODEL, named.reference())
                .with(StateField.CTX, answer.estimate().nCtx() / slots)
                .with(StateField.KV, k.equals(v) ? k : k + "/" + v)
                .with(StateField.NGL, options.nGpuLayers() < 0 ? State.ALL : options.nGpuLayers())
                .with(StateField.NCMOE, options.nCpuMoe() == Integer.MAX_VALUE ? State.ALL : options.nCpuMoe())
                .with(StateField.NP, slots)
                .with(StateField.UB, Math.max(1, options.nUbatch()));
        state = question.build().equals(EngineBuild.NEWEST)
                ? state
                : state.with(StateField.AS, question.build().name());
        Optional<String> type = answer.model().meant().fileType();
        String reference = named.reference();
        if (type.isPresent() && reference.endsWith(":" + type.get())) {
            return Optional.of(state.with(StateField.MODEL, reference.substring(0, reference.lastIndexOf(':')))
                    .with(StateField.FILE, type.get()));
        }
        boolean taken = answer.model().meant().source() != TypeSource.ASKED
                && answer.model().meant().source() != TypeSource.FILE;
        return Optional.of(taken && type.isPresent() ? state.with(StateField.FILE, type.get()) : state);
    }

    /** Returns whether a launch differs from llama.cpp's defaults only in what a state can say. */
    private static boolean isSaid(LaunchOptions options) {
        LaunchOptions usual = LaunchOptions.defaults();
        LaunchOptions rest = options.withNCtx(usual.nCtx())
                .withTypeK(usual.typeK())
                .withTypeV(usual.typeV())
                .withNGpuLayers(usual.nGpuLayers())
                .withNCpuMoe(usual.nCpuMoe())
                .withNParallel(usual.nParallel())
                .withNOutputsMax(usual.nOutputsMax())
                .withNUbatch(usual.nUbatch());
        return (options.flashAttn() == FlashAttn.OFF ? options : rest.withFlashAttn(usual.flashAttn())).equals(usual)
                && options.nUbatch() > 0;
    }
}
