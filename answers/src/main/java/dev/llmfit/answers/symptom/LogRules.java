package dev.llmfit.answers.symptom;

import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.symptom.SymptomAnswer.Failed;
import dev.llmfit.engine.log.LoggedFailure;
import dev.llmfit.engine.log.LoggedLaunch;
import dev.llmfit.engine.log.Program;
import dev.llmfit.engine.log.RunLog;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.Recommender;
import dev.llmfit.recommend.wish.Request;
import dev.llmfit.rules.Fact;
import dev.llmfit.rules.Facts;
import dev.llmfit.rules.Finding;
import dev.llmfit.rules.Rule;
import dev.llmfit.rules.RuleBook;
import dev.llmfit.units.Hint;
import java.util.List;
import java.util.Set;

/** What the rule book says of a log, the user's rules among them. */
final class LogRules {
    /** Bundled rules that say in words, with flags of llama.cpp, what the table of changes says in numbers. */
    private static final Set<String> TABLED = Set.of(
            "oom/1-smaller-context",
            "oom/2-smaller-quant",
            "oom/3-smaller-batch",
            "oom/4-quantize-cache",
            "oom/5-fewer-layers",
            "oom/slots",
            "oom/flash-attention");

    private final Workbench bench;
    private final RunLog log;

    LogRules(Workbench bench, RunLog log) {
        this.bench = bench;
        this.log = log;
    }

    /**
     * Adds what rules say; what a sign says already is left out, and remedies for memory where memory did not fail.
     *
     * @param ours whether the log is of the machine
     * @param machine that machine
     * @param inWords whether no table of changes stands above
     */
    void add(Symptom symptom, Failed failed, boolean ours, Machine machine, List<Sign> signs, boolean inWords) {
        if (symptom == Symptom.OOM && failed != Failed.MEMORY) {
            return;
        }
        RuleBook book = bench.rules();
        Facts known = new Recommender(machine, book, bench.estimators()).facts(Request.chat(), true);
        for (Finding f : book.apply(Rule.Scope.RUN, facts(known, symptom, ours))) {
            boolean wanted = (inWords && log.program() == Program.LLAMA_CPP)
                    || !TABLED.contains(f.rule().id());
            if (wanted && signs.stream().noneMatch(s -> s.id().equals(f.rule().id()))) {
                signs.add(new Sign(f.rule().id(), f.text(), Hint.NONE));
            }
        }
    }

    private Facts facts(Facts known, Symptom symptom, boolean ours) {
        LoggedLaunch launch = log.launch();
        Facts.Builder facts = known.toBuilder().set(Fact.RUN_SYMPTOM, symptom.id());
        launch.offloaded().ifPresent(n -> facts.set(Fact.RUN_OFFLOADED, n));
        launch.layers().ifPresent(n -> facts.set(Fact.RUN_LAYERS, n));
        log.failure().flatMap(LoggedFailure::asked).ifPresent(b -> facts.set(Fact.RUN_FAILED_MIB, b.mib()));
        log.model().fileType().ifPresent(t -> facts.set(Fact.RUN_FILE_TYPE, t));
        launch.ctx().ifPresent(n -> facts.set(Fact.RUN_CTX, n));
        log.model().ctxTrain().ifPresent(n -> facts.set(Fact.RUN_CTX_TRAIN, n));
        launch.ubatch().ifPresent(n -> facts.set(Fact.RUN_N_UBATCH, n));
        launch.slots().ifPresent(n -> facts.set(Fact.RUN_N_PARALLEL, n));
        launch.flashAttn().ifPresent(f -> facts.set(Fact.RUN_FLASH_ATTN, f));
        launch.typeK().ifPresent(t -> facts.set(Fact.RUN_TYPE_K, t));
        launch.typeV().ifPresent(t -> facts.set(Fact.RUN_TYPE_V, t));
        if (ours) {
            launch.threads().ifPresent(t -> facts.set(Fact.RUN_THREADS, t));
        }
        log.generation().ifPresent(t -> facts.set(Fact.RUN_TG, t));
        log.gpuUsed().ifPresent(used -> facts.set(Fact.RUN_GPU_USED, used));
        return facts.build();
    }
}
