package dev.llmfit.sizing.mlx;

import dev.llmfit.sizing.engines.EngineCommand;
import dev.llmfit.sizing.engines.EngineFigure;
import dev.llmfit.sizing.engines.EngineFigure.Trust;
import dev.llmfit.sizing.engines.EngineSize;
import dev.llmfit.sizing.engines.EngineValue;
import dev.llmfit.sizing.speed.SpeedRange;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a launch of mlx-lm takes.
 *
 * @param heading what was sized, in a line
 * @param weights bytes of the parameters; empty if the model or its quantization is refused
 * @param cache bytes of the caches; empty if the launch is refused
 * @param peak the most bytes while the prompt is read; empty if the launch is refused
 * @param mac what the GPU may use; empty if no Mac is told
 * @param speed tokens per second; empty if no Mac is told
 * @param refusal why mlx-lm ends with an error, or memory is too small
 * @param notes sentences
 * @param commands commands to paste
 */
record MlxSize(
        String heading,
        Optional<Long> weights,
        Optional<MlxMemory.Cache> cache,
        Optional<MlxPeak> peak,
        Optional<MacMemory> mac,
        Optional<MlxSpeed> speed,
        Optional<String> refusal,
        List<String> notes,
        List<EngineCommand> commands)
        implements EngineSize {
    MlxSize {
        notes = List.copyOf(notes);
        commands = List.copyOf(commands);
    }

    @Override
    public Optional<SpeedRange> generation() {
        return speed.map(MlxSpeed::generation);
    }

    @Override
    public OptionalLong weightBytes() {
        return weights.map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    @Override
    public String release() {
        return MlxRelease.NAME;
    }

    @Override
    public Verdict verdict() {
        if (refusal.isPresent()) {
            return Verdict.REFUSED;
        }
        boolean over = peak.isPresent()
                && mac.isPresent()
                && peak.get().mid() > mac.get().limit().count();
        return over ? Verdict.UNCERTAIN : Verdict.FITS;
    }

    @Override
    public String sum() {
        List<String> parts = new ArrayList<>();
        weights.ifPresent(w -> parts.add("weights " + Bytes.of(w)));
        cache.ifPresent(c -> parts.add("caches " + Bytes.of(c.last())));
        peak.ifPresent(p -> parts.add("peak of the prompt " + Bytes.of(p.mid())));
        mac.ifPresent(m -> parts.add("the GPU may use " + m.limit()));
        return parts.isEmpty() ? "nothing is sized" : String.join(" · ", parts);
    }

    @Override
    public List<EngineFigure> figures() {
        List<EngineFigure> all = new ArrayList<>();
        weights.ifPresent(w -> all.add(exact("weights_bytes", "weights", new EngineValue.Size(w))));
        cache.ifPresent(c -> all.add(exact("kv_bytes", "caches", new EngineValue.Size(c.last()))));
        peak.ifPresent(p -> all.add(new EngineFigure(
                "peak_bytes",
                "peak of the prompt",
                new EngineValue.SizeRange(p.low(), p.mid(), p.high()),
                Trust.RANGE)));
        mac.ifPresent(m -> all.add(new EngineFigure(
                "gpu_limit_bytes", "GPU may use", new EngineValue.Size(m.limit().count()), Trust.NEAR)));
        speed.ifPresent(s -> {
            all.add(rate("tg_tok_s", "generation, tok/s", s.generation()));
            all.add(rate("pp_tok_s", "prompt, tok/s", s.prompt()));
        });
        return List.copyOf(all);
    }

    private static EngineFigure exact(String name, String label, EngineValue value) {
        return new EngineFigure(name, label, value, Trust.EXACT);
    }

    private static EngineFigure rate(String name, String label, SpeedRange range) {
        return new EngineFigure(
                name, label, new EngineValue.CountRange(range.low(), range.mid(), range.high()), Trust.RANGE);
    }
}
