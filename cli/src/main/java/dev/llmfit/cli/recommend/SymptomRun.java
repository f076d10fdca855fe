package dev.llmfit.cli.recommend;

import dev.llmfit.cli.Console;
import dev.llmfit.cli.render.Json;
import dev.llmfit.cli.render.Table;
import dev.llmfit.engine.log.MeasuredBuffer;
import dev.llmfit.probe.Machine;
import dev.llmfit.recommend.ModelOffer;
import dev.llmfit.recommend.Recommender;
import dev.llmfit.recommend.Request;
import dev.llmfit.rules.Fact;
import dev.llmfit.rules.Facts;
import dev.llmfit.rules.Finding;
import dev.llmfit.rules.Rule;
import dev.llmfit.rules.RuleBook;
import dev.llmfit.sizing.BufferSizes;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Answers a symptom from the log of a run: what lies where, what failed, and what to change. */
public final class SymptomRun {
    private final String symptom;
    private final RunLog log;
    private final Remedies remedies;
    private final List<Finding> findings;

    private SymptomRun(String symptom, RunLog log, Remedies remedies, List<Finding> findings) {
        this.symptom = symptom;
        this.log = log;
        this.remedies = remedies;
        this.findings = findings;
    }

    /**
     * Reads a log.
     *
     * @param symptom oom, slow or quality
     * @param reference the model, if the user names it; makes the savings exact
     */
    public static SymptomRun of(String symptom, List<String> lines, Optional<String> reference, Machine machine) {
        RunLog log = RunLog.parse(lines);
        Optional<ModelOffer> offer = reference.map(r -> Offers.find(r).offer());
        Remedies remedies = new Remedies(log, offer);
        RuleBook rules = Rulebooks.ofUser();
        Facts known = new Recommender(machine, rules, Launches.engines()).facts(Request.chat(), true);
        return new SymptomRun(symptom, log, remedies, rules.apply(Rule.Scope.RUN, facts(known, symptom, log)));
    }

    private static Facts facts(Facts known, String symptom, RunLog log) {
        Facts.Builder facts = known.toBuilder().set(Fact.RUN_SYMPTOM, symptom);
        log.offloaded().ifPresent(n -> facts.set(Fact.RUN_OFFLOADED, n));
        log.layers().ifPresent(n -> facts.set(Fact.RUN_LAYERS, n));
        log.failure().ifPresent(f -> facts.set(Fact.RUN_FAILED_MIB, f.size().mib()));
        log.fileType().ifPresent(t -> facts.set(Fact.RUN_FILE_TYPE, t));
        log.buffers().nCtx().ifPresent(n -> facts.set(Fact.RUN_CTX, n));
        log.ctxTrain().ifPresent(n -> facts.set(Fact.RUN_CTX_TRAIN, n));
        log.ubatch().ifPresent(n -> facts.set(Fact.RUN_N_UBATCH, n));
        log.slots().ifPresent(n -> facts.set(Fact.RUN_N_PARALLEL, n));
        log.flashAttn().ifPresent(f -> facts.set(Fact.RUN_FLASH_ATTN, f));
        log.typeK().ifPresent(t -> facts.set(Fact.RUN_TYPE_K, t));
        log.typeV().ifPresent(t -> facts.set(Fact.RUN_TYPE_V, t));
        log.threads().ifPresent(t -> facts.set(Fact.RUN_THREADS, t));
        log.tg().ifPresent(t -> facts.set(Fact.RUN_TG, t));
        if (!log.buffers().isEmpty()) {
            boolean gpu = log.buffers().buffers().stream().anyMatch(b -> onGpu(b));
            facts.set(Fact.RUN_GPU_USED, gpu);
        }
        return facts.build();
    }

    private static boolean onGpu(MeasuredBuffer buffer) {
        return !buffer.onHost() && buffer.size().count() > 0;
    }

    /** Returns whether the log says anything of a launch. */
    public boolean understood() {
        return !log.buffers().isEmpty()
                || log.failure().isPresent()
                || log.offloaded().isPresent()
                || log.tg().isPresent();
    }

    /** Prints the answer. */
    public void print(Console console) {
        Table table = new Table()
                .left("MiB")
                .right("weights")
                .right("context")
                .right("compute")
                .right("total");
        List<BufferSizes> all = new ArrayList<>(log.buffers().deviceSizes());
        all.add(log.buffers().hostSizes());
        for (BufferSizes b : all) {
            table.row(b.name(), mib(b.weights()), mib(b.context()), mib(b.compute()), mib(b.total()));
        }
        if (!log.buffers().isEmpty()) {
            table.lines(console.columns()).forEach(console::line);
            console.line("");
        }
        log.failure()
                .ifPresent(f ->
                        Wrapped.lines("Failed", failed(f), console.columns()).forEach(console::line));
        List<Remedies.Remedy> list = symptom.equals("oom") ? remedies.list() : List.of();
        if (!list.isEmpty()) {
            console.line("");
            Table changes =
                    new Table().left("change").right("saves MiB").left("enough").left("costs");
            for (Remedies.Remedy r : list) {
                String saves = (r.exact() ? "" : "~") + mib(r.saves());
                changes.row(r.flags(), saves, log.failure().isEmpty() ? "?" : r.enough() ? "yes" : "no", r.cost());
            }
            changes.lines(console.columns()).forEach(console::line);
            console.line("");
        }
        for (Finding f : findings) {
            Wrapped.lines("", f.text() + " (" + f.rule().id() + ")", console.columns())
                    .forEach(console::line);
        }
        if (findings.isEmpty() && list.isEmpty()) {
            console.line("The log shows no cause that a rule knows.");
        }
    }

    private String failed(RunLog.Failure f) {
        String place = f.device().isEmpty() ? "" : " on " + f.device();
        return String.format(
                Locale.ROOT,
                "%s MiB could not be allocated%s; %s MiB are missing there.",
                mib(f.size()),
                place,
                remedies.missing().map(SymptomRun::mib).orElse("?"));
    }

    private static String mib(Bytes bytes) {
        return String.format(Locale.ROOT, "%,.1f", bytes.mib());
    }

    /** Prints the document, schema {@code llmfit/symptom/1}. */
    public void printJson(Console console) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", "llmfit/symptom/1");
        document.put("symptom", symptom);
        List<Object> buffers = new ArrayList<>();
        for (MeasuredBuffer b : log.buffers().buffers()) {
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("buffer", b.buffer());
            item.put("kind", b.kind().name().toLowerCase(Locale.ROOT));
            item.put("bytes", b.size());
            buffers.add(item);
        }
        document.put("buffers", buffers);
        log.failure().ifPresent(f -> {
            Map<String, Object> failure = new LinkedHashMap<>();
            failure.put("device", f.device());
            failure.put("bytes", f.size());
            remedies.missing().ifPresent(m -> failure.put("missing", m));
            document.put("failure", failure);
        });
        List<Object> changes = new ArrayList<>();
        for (Remedies.Remedy r : symptom.equals("oom") ? remedies.list() : List.<Remedies.Remedy>of()) {
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("change", r.flags());
            item.put("saves", r.saves());
            item.put("enough", r.enough());
            item.put("exact", r.exact());
            item.put("cost", r.cost());
            changes.add(item);
        }
        document.put("changes", changes);
        List<Object> advice = new ArrayList<>();
        for (Finding f : findings) {
            Map<String, Object> item = new LinkedHashMap<>();
            item.put("rule", f.rule().id());
            item.put("text", f.text());
            advice.add(item);
        }
        document.put("advice", advice);
        console.line(Json.pretty(document));
    }
}
