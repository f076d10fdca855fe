package dev.llmfit.answers.team;

import dev.llmfit.answers.ModelSource;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.engines.EngineShape;
import dev.llmfit.answers.recommend.LaunchWish;
import dev.llmfit.answers.recommend.RecommendQuestion;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.Candidate;
import dev.llmfit.recommend.Serving;
import dev.llmfit.recommend.fit.Budgets;
import dev.llmfit.recommend.speed.Speed;
import dev.llmfit.recommend.team.TeamLaunch;
import dev.llmfit.recommend.team.VllmAdvisor;
import dev.llmfit.recommend.wish.Aim;
import dev.llmfit.recommend.wish.Verdict;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.engines.EngineModel;
import dev.llmfit.sizing.speed.SpeedRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Chooses a launch of vLLM and holds it against llama.cpp's. */
final class TeamAnswering {
    /** vLLM has to be so many times faster in all to be worth a checkpoint of its own; both speeds are wrong by as much; judgement. */
    private static final double WORTH = 1.2;

    /** From so many users on, engines that serve the same cards are compared by those who run them; judgement. */
    private static final int MANY = 32;

    private final TeamQuestion question;
    private final Workbench bench;

    TeamAnswering(TeamQuestion question, Workbench bench) {
        this.question = question;
        this.bench = bench;
    }

    TeamAnswer answer() {
        EngineModel model = bench.find(new EngineShape(question.model()));
        Machine machine = bench.machine(question.machine());
        TeamLaunch launch = new VllmAdvisor(model, machine, question.wish()).advise();
        Optional<Candidate> other = llamaCpp(machine);
        TeamAnswer.Choice choice = choice(launch, other);
        return new TeamAnswer(model.id(), launch, other, choice, notes(launch, other));
    }

    private Optional<Candidate> llamaCpp(Machine machine) {
        int users = question.wish().users();
        if (!(question.model() instanceof ModelSource.Named named) || users > LaunchOptions.MAX_PARALLEL) {
            return Optional.empty();
        }
        LaunchWish usual = LaunchWish.chat();
        LaunchWish wish = new LaunchWish(
                usual.useCase(),
                Optional.of(question.wish().ctx()),
                Optional.empty(),
                Optional.of(users),
                Aim.BALANCED,
                Optional.empty(),
                Optional.empty(),
                Budgets.DEFAULT_MARGIN,
                1);
        try {
            return new RecommendQuestion(Optional.of(named.reference()), question.machine(), wish)
                    .answer(bench, machine)
                    .first();
        } catch (RefusedException none) {
            return Optional.empty(); // llama.cpp has no launch to hold it against, and the answer says so
        }
    }

    /** Returns tokens per second of all users with llama.cpp, with half of the context filled. */
    static Optional<Double> total(Candidate c) {
        return c.verdict() == Verdict.NO_FIT
                ? Optional.empty()
                : c.serving()
                        .map(Serving::total)
                        .map(Speed.Range::mid)
                        .or(() -> Optional.of(c.speed().tg().mid()));
    }

    private TeamAnswer.Choice choice(TeamLaunch launch, Optional<Candidate> other) {
        int users = question.wish().users();
        Optional<Double> here = launch.total().map(SpeedRange::mid);
        Optional<Double> there = other.flatMap(TeamAnswering::total);
        String held = launch.holdsAll()
                ? ""
                : String.format(Locale.ROOT, ", and holds %d of %d users at once", launch.heldUsers(), users);
        String vllm = here.map(t -> String.format(
                                Locale.ROOT,
                                "vLLM writes about %,.0f tok/s in all, %,.0f each",
                                t,
                                launch.each().orElseThrow().mid()))
                        .orElse("vLLM serves them, how fast is not known")
                + held;
        if (there.isEmpty()) {
            return new TeamAnswer.Choice("vLLM", vllm + "; " + noLlamaCpp() + ".");
        }
        String llama = String.format(
                Locale.ROOT,
                "llama.cpp with %s about %,.0f, %,.0f each",
                other.orElseThrow().fileType(),
                there.get(),
                there.get() / users);
        boolean faster = here.isPresent() && here.get() >= WORTH * there.get();
        if (launch.holdsAll() && faster) {
            return new TeamAnswer.Choice("vLLM", vllm + ", " + llama + ".");
        }
        String why = users == 1
                ? ": for one user it takes files of any number of bits, and layers or experts in RAM."
                : launch.holdsAll() ? ", and it needs no checkpoint of its own." : ".";
        return new TeamAnswer.Choice("llama.cpp", vllm + ", " + llama + why);
    }

    /** Returns why llama.cpp has no speed to hold vLLM's against. */
    private String noLlamaCpp() {
        int users = question.wish().users();
        if (users > LaunchOptions.MAX_PARALLEL) {
            return "llama.cpp has at most " + LaunchOptions.MAX_PARALLEL + " slots";
        }
        return question.model() instanceof ModelSource.Named
                ? "no launch of llama.cpp serves " + users + " users of this context here"
                : "llama.cpp is not held against it, as the model is given by a header alone";
    }

    private List<String> notes(TeamLaunch launch, Optional<Candidate> other) {
        List<String> notes = new ArrayList<>(launch.size().notes());
        notes.addAll(launch.before());
        if (launch.speed().isEmpty()) {
            notes.add("The bandwidth of the GPUs is not known, so no speed is told.");
        }
        if (launch.drafts()) {
            notes.add("Speeds are told without drafted tokens.");
        }
        int users = question.wish().users();
        if (users >= MANY) {
            notes.add(
                    "SGLang and TensorRT-LLM serve such teams on the same cards, mostly faster where prompts share their"
                            + " beginning or an engine is built for one model; they are not sized by us.");
        }
        if (users == 1) {
            notes.add("ExLlamaV3 packs 2 to 8 bits a weight for one user on NVIDIA's cards; it is not sized by us.");
        }
        if (other.filter(c -> c.options().nCpuMoe() > 0).isPresent()) {
            notes.add(
                    "With experts in RAM, ik_llama.cpp and KTransformers are mostly faster than llama.cpp; they are not"
                            + " sized by us.");
        }
        return notes;
    }
}
