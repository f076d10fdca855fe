package dev.llmfit.recommend.team;

import dev.llmfit.json.JsonObject;
import dev.llmfit.probe.Backend;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Serving;
import dev.llmfit.recommend.speed.Speed;
import dev.llmfit.recommend.team.EngineComparison.Row;
import dev.llmfit.recommend.wish.Verdict;
import dev.llmfit.rules.Fact;
import dev.llmfit.rules.Facts;
import dev.llmfit.rules.Finding;
import dev.llmfit.rules.Rule;
import dev.llmfit.rules.RuleBook;
import dev.llmfit.sizing.LaunchRefusedException;
import dev.llmfit.sizing.engines.EngineCommand;
import dev.llmfit.sizing.engines.EngineModel;
import dev.llmfit.sizing.engines.EngineSize;
import dev.llmfit.sizing.engines.LaunchArguments;
import dev.llmfit.sizing.mlx.MlxEngine;
import dev.llmfit.sizing.plan.SizedEngines;
import dev.llmfit.sizing.speed.SpeedRange;
import dev.llmfit.sizing.vllm.VllmEngine;
import dev.llmfit.sizing.vllm.speed.StepTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Holds launches of other engines against the one of llama.cpp that is recommended. */
public final class EngineComparer {
    /** Another engine has to be so many times faster to be worth files of its own; both speeds are wrong by as much; judgement. */
    private static final double WORTH = 1.2;

    /**
     * For one user vLLM has to be so many times faster: files of any number of bits, and layers in RAM, are worth more to one than to many,
     * and kernel tables leave out what a server adds to a single request; judgement (docs/engines/teams.md).
     */
    private static final double WORTH_ALONE = 1.5;

    /** Cards with so much memory of their own stand in servers and workstations for several users; judgement. */
    private static final double LARGE_GIB = 40;

    /** A file of GGUF has about half a bit of scales for each weight, as MLX's groups of 64 have. */
    private static final double SCALES = 0.5;

    /** The bits of integers that mlx-lm packs ({@code mlx.core.quantize}). */
    private static final List<Integer> PACKED = List.of(2, 3, 4, 5, 6, 8);

    /** Bits of a weight from which a file is one of 16 bits: the middle between 8 and 16. */
    private static final int PLAIN = 12;

    /** Tokens of an answer, mlx_lm.server's default ({@code --max-tokens}). */
    private static final int ANSWER = 512;

    private static final String ENGINES = "engine/";

    private final RuleBook rules;
    private final Machine machine;
    private final VllmEngine vllm = new VllmEngine();

    /** Creates a comparer for a machine. */
    public EngineComparer(Machine machine, RuleBook rules) {
        this.machine = machine;
        this.rules = rules;
    }

    /** Returns whether another engine may matter: Apple's chips, several users or cards, large cards; RPC servers serve llama.cpp alone. */
    public boolean matters(int users) {
        if (machine.devices().isEmpty() || machine.devices().stream().anyMatch(d -> d.backend() == Backend.RPC)) {
            return false;
        }
        boolean large = machine.devices().stream()
                .anyMatch(d -> d.capacity().gib() >= LARGE_GIB
                        && !d.poolId().equals(machine.hostPool().id()));
        return isMac() || users > 1 || machine.devices().size() > 1 || large;
    }

    private boolean isMac() {
        return machine.devices().stream().anyMatch(d -> d.backend() == Backend.METAL);
    }

    /**
     * Compares.
     *
     * @param model that is served
     * @param llama the launch of llama.cpp for the same wish; empty where there is none
     * @param wish users and context of each
     */
    public EngineComparison compare(EngineModel model, Optional<Candidate> llama, TeamWish wish) {
        if (isMac()) {
            return mlx(model, llama, wish);
        }
        Optional<String> obstacle = vllm.obstacle(machine);
        if (obstacle.isPresent()) {
            return alone(llama, wish, List.of(vllm.title() + " does not run here: " + obstacle.get() + "."));
        }
        try {
            return compare(new VllmAdvisor(model, machine, wish, rules).advise(), llama);
        } catch (LaunchRefusedException e) {
            return alone(llama, wish, List.of(vllm.title() + " does not serve it here: " + e.getMessage() + "."));
        }
    }

    private EngineComparison alone(Optional<Candidate> llama, TeamWish wish, List<String> absent) {
        List<Row> rows = rows(llama);
        Facts.Builder facts = Facts.builder()
                .set(Fact.REQUEST_USERS, wish.users())
                .set(Fact.REQUEST_CTX, wish.ctx())
                .set(Fact.TEAM_BEST, SizedEngines.LLAMA_CPP)
                .set(Fact.TEAM_USER, user(rows, wish));
        set(facts, fitting(llama));
        return new EngineComparison(
                SizedEngines.LLAMA_CPP, rows, findings(facts.build()), List.of(), List.of(), absent);
    }

    /** Returns tok/s of each user with the fastest engine, those who wait counted in; 0 where the speed of one is not known. */
    private static double user(List<Row> rows, TeamWish wish) {
        boolean known = rows.stream().allMatch(row -> row.total().isPresent());
        return !known
                ? 0
                : rows.stream()
                        .flatMap(row -> row.total().stream())
                        .mapToDouble(total -> total.mid() / wish.users())
                        .max()
                        .orElse(0);
    }

    /** Compares a launch of vLLM that was chosen. */
    public EngineComparison compare(TeamLaunch launch, Optional<Candidate> llama) {
        Optional<Candidate> other = fitting(llama);
        double here = launch.total().map(SpeedRange::mid).orElse(0.0);
        double there = other.map(c -> total(c).mid()).orElse(0.0);
        double worth = launch.wish().users() > 1 ? WORTH : WORTH_ALONE;
        boolean better = other.isEmpty() || here >= worth * there;
        String best = better ? vllm.id() : SizedEngines.LLAMA_CPP;
        List<Row> rows = rows(llama);
        rows.add(new Row(
                vllm.id(),
                launch.size().release(),
                launch.size().launch().weights().quantization().id(),
                launch.usersAtOnce(),
                launch.total(),
                launch.each(),
                StepTime.BASIS));
        Facts.Builder facts =
                launch.facts().toBuilder().set(Fact.TEAM_BEST, best).set(Fact.TEAM_USER, user(rows, launch.wish()));
        set(facts, other);
        return new EngineComparison(
                best,
                rows,
                findings(facts.build()),
                launch.before(),
                List.of(new EngineCommand(vllm.title(), launch.service().command())),
                List.of());
    }

    private static Optional<Candidate> fitting(Optional<Candidate> llama) {
        return llama.filter(c -> c.verdict() != Verdict.NO_FIT);
    }

    private static List<Row> rows(Optional<Candidate> llama) {
        List<Row> rows = new ArrayList<>();
        fitting(llama)
                .ifPresent(c -> rows.add(new Row(
                        SizedEngines.LLAMA_CPP,
                        SizedEngines.LLAMA_CPP,
                        c.fileType(),
                        users(c),
                        Optional.of(total(c)),
                        Optional.of(range(c.each())),
                        c.speed().basis())));
        return rows;
    }

    private static int users(Candidate c) {
        return c.serving().map(Serving::users).orElse(1);
    }

    private static SpeedRange total(Candidate c) {
        return range(c.together());
    }

    private static SpeedRange range(Speed.Range r) {
        return new SpeedRange(r.low(), r.mid(), r.high());
    }

    private static void set(Facts.Builder facts, Optional<Candidate> llama) {
        facts.set(Fact.TEAM_LLAMA_HELD, llama.map(EngineComparer::users).orElse(0));
        llama.ifPresent(c -> facts.set(Fact.TEAM_LLAMA_TYPE, c.fileType())
                .set(Fact.TEAM_LLAMA_TOTAL, total(c).mid())
                .set(Fact.TEAM_LLAMA_EACH, c.each().mid())
                .set(Fact.TEAM_LLAMA_EXPERTS, c.options().nCpuMoe()));
    }

    private List<Finding> findings(Facts facts) {
        return rules.apply(Rule.Scope.TEAM, facts).stream()
                .filter(f -> f.rule().id().startsWith(ENGINES))
                .toList();
    }

    private EngineComparison mlx(EngineModel model, Optional<Candidate> llama, TeamWish wish) {
        MlxEngine mlx = new MlxEngine();
        String nowhere =
                vllm.title() + " does not run here: " + vllm.obstacle(machine).orElse("") + ".";
        Optional<Candidate> other = fitting(llama);
        Optional<Kept> kept = Kept.like(model, other);
        EngineSize whole = mlx.size(model, arguments(mlx, kept, wish.ctx(), ANSWER), Optional.of(machine));
        EngineSize empty = mlx.size(model, arguments(mlx, kept, 2, 1), Optional.of(machine));
        Optional<SpeedRange> speed = empty.generation();
        if (whole.verdict() == EngineSize.Verdict.REFUSED || wish.users() > 1) {
            String why = wish.users() > 1
                    ? mlx.title() + " is not held against it: how it serves several users is not modelled."
                    : mlx.title() + " does not serve it here: "
                            + whole.refusal().orElse("");
            return alone(llama, wish, List.of(why, nowhere));
        }
        double here = speed.map(SpeedRange::mid).orElse(0.0);
        boolean better = other.isEmpty()
                || here >= WORTH * other.map(c -> total(c).mid()).orElse(0.0);
        String best = better ? mlx.id() : SizedEngines.LLAMA_CPP;
        String word = kept.map(Kept::word).orElse("16 bits");
        List<Row> rows = rows(llama);
        rows.add(new Row(mlx.id(), whole.release(), word, 1, speed, speed, "public measurements"));
        Facts.Builder facts = Facts.builder()
                .set(Fact.REQUEST_USERS, wish.users())
                .set(Fact.REQUEST_CTX, wish.ctx())
                .set(Fact.TEAM_ENGINE, mlx.id())
                .set(Fact.TEAM_BEST, best)
                .set(Fact.TEAM_RELEASE, whole.release())
                .set(Fact.TEAM_WEIGHTS, word)
                .set(Fact.TEAM_TOTAL, here)
                .set(Fact.TEAM_EACH, here)
                .set(Fact.TEAM_USER, user(rows, wish));
        whole.weightBytes().ifPresent(w -> facts.set(Fact.TEAM_WEIGHTS_GIB, w / (double) (1L << 30)));
        facts.set(Fact.TEAM_OLLAMA, MlxEngine.ollamaTag(model).orElse("none"));
        set(facts, other);
        return new EngineComparison(best, rows, findings(facts.build()), List.of(), whole.commands(), List.of(nowhere));
    }

    private static LaunchArguments arguments(MlxEngine mlx, Optional<Kept> kept, int ctx, int answer) {
        JsonObject.Builder given = JsonObject.builder()
                .put("prompt_tokens", Math.max(1, ctx - answer))
                .put("generated_tokens", answer);
        kept.ifPresent(k -> given.put("quantization", k.arguments()));
        return LaunchArguments.of(mlx, given.build());
    }

    /**
     * How MLX keeps weights so that they are about as large as a file of llama.cpp.
     *
     * @param word as repositories of mlx-community end
     * @param arguments of the quantization
     */
    private record Kept(String word, JsonObject arguments) {
        static Optional<Kept> like(EngineModel model, Optional<Candidate> llama) {
            if (model.traits().nativeType().startsWith("MXFP4")) {
                return Optional.of(new Kept(
                        "mxfp4", JsonObject.builder().put("mode", "mxfp4").build()));
            }
            double bits = llama.map(c -> c.fileBytes().count()
                            * (double) Byte.SIZE
                            / Math.max(
                                    1,
                                    model.trunk().tensors().stream()
                                            .mapToLong(t -> t.elements())
                                            .sum()))
                    .orElse(4.0 + SCALES); // mlx_lm.convert's own
            if (bits >= PLAIN) {
                return Optional.empty();
            }
            int packed = PACKED.stream()
                    .min((a, b) -> Double.compare(Math.abs(a + SCALES - bits), Math.abs(b + SCALES - bits)))
                    .orElseThrow();
            return Optional.of(new Kept(
                    packed + "bit", JsonObject.builder().put("bits", packed).build()));
        }
    }
}
