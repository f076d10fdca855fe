package dev.llmfit.answers.symptom;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.engine.log.LoggedDevice;
import dev.llmfit.engine.log.LoggedFailure;
import dev.llmfit.engine.log.LoggedLaunch;
import dev.llmfit.engine.log.Program;
import dev.llmfit.engine.log.RunLog;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.recommend.Recommender;
import dev.llmfit.recommend.wish.Request;
import dev.llmfit.rules.Fact;
import dev.llmfit.rules.Facts;
import dev.llmfit.rules.Finding;
import dev.llmfit.rules.Rule;
import dev.llmfit.rules.RuleBook;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads a log: what lies where, what failed, what it shows of causes, and what to change. */
final class SymptomAnswering {
    /** Bundled rules that say in words, with flags of llama.cpp, what the table of changes says in numbers. */
    private static final Set<String> TABLED = Set.of(
            "oom/1-smaller-context",
            "oom/2-smaller-quant",
            "oom/3-smaller-batch",
            "oom/4-quantize-cache",
            "oom/5-fewer-layers",
            "oom/slots",
            "oom/flash-attention");

    private final SymptomQuestion question;
    private final Workbench bench;

    SymptomAnswering(SymptomQuestion question, Workbench bench) {
        this.question = question;
        this.bench = bench;
    }

    SymptomAnswer answer() {
        SymptomAnswer answer = read();
        if (!answer.understood()) {
            throw new RefusedException(
                    new Refusal(
                            Refusal.Kind.INTERNAL,
                            "log",
                            question.source()
                                    + " holds no line of llama.cpp that names a buffer, a failed allocation or a speed.",
                            Hint.plain(
                                    "start llama-server with -v, or Ollama with OLLAMA_DEBUG=1, and send standard error to the file")));
        }
        return answer;
    }

    /** Returns what the log says, which may be nothing. */
    SymptomAnswer read() {
        return of(question.hardware().map(bench::machine), bench.machine(HardwareSelector.THIS_MACHINE));
    }

    private SymptomAnswer of(Optional<Machine> hardware, Machine here) {
        Symptom symptom = question.symptom();
        RunLog log = RunLog.parse(question.log(), symptom == Symptom.OOM);
        Optional<KnownModel> model = new KnownModels(bench).of(log.model(), question.model());
        Optional<Need> need = need(symptom, log, model);
        List<Remedy> changes = need.map(
                        n -> symptom == Symptom.OOM ? Remedies.ofFailure(log, n) : Remedies.ofWhole(log, n))
                .orElse(List.of());
        Optional<UsualSpeed> speed =
                symptom == Symptom.SLOW ? UsualSpeed.of(bench, log, model, hardware, here) : Optional.empty();
        List<Sign> signs = new ArrayList<>(LogPhrases.in(log, symptom));
        if (symptom == Symptom.SLOW) {
            signs.addAll(SlowSigns.in(log, !changes.isEmpty()));
            roomLeft(log, model, need).ifPresent(signs::add);
            boolean explained = !signs.isEmpty();
            speed.map(s -> s.sign(explained)).ifPresent(signs::add);
        }
        boolean ours = hardware.isPresent()
                || model.filter(m -> m.basis() == KnownModel.Basis.FILE).isPresent();
        boolean inWords = changes.isEmpty() && log.program() == Program.LLAMA_CPP;
        rules(symptom, log, ours, hardware.orElse(here), signs, inWords);
        if (symptom == Symptom.OOM
                && log.failure().isPresent()
                && changes.stream().noneMatch(Remedy::enough)) {
            signs.add(unknown(log, model.isPresent()));
        }
        return new SymptomAnswer(symptom, log, model, need, changes, signs, speed);
    }

    /** A log that tells too little for numbers still has an order of what to try. */
    private static Sign unknown(RunLog log, boolean known) {
        String order = switch (log.program()) {
            case LLAMA_CPP -> "-c, -ub, -ctk q8_0 -ctv q8_0, a smaller file type, -ngl";
            case OLLAMA -> "num_ctx, OLLAMA_KV_CACHE_TYPE=q8_0, a smaller file type, num_gpu";
            case LM_STUDIO -> "Context Length, K and V Cache Quantization, a smaller file type, GPU Offload";
        };
        return new Sign(
                "oom/order",
                "In this order it costs least: " + order + ".",
                known
                        ? Hint.of("{0} tells what a launch needs before it is started.", new NextStep.Ask("size"))
                        : Hint.of(
                                "Name the model with {0}, or run again with -lv 4 (Ollama: OLLAMA_DEBUG=1), and the numbers are exact.",
                                new NextStep.Change("model", "REF")));
    }

    /** A launch that left layers in RAM although all would have fitted, by exact sizes. */
    private static Optional<Sign> roomLeft(RunLog log, Optional<KnownModel> model, Optional<Need> need) {
        boolean one = log.memory().buffers().devices().size() == 1;
        if (need.isPresent() || model.isEmpty() || !one || !partial(log)) {
            return Optional.empty();
        }
        LoggedDevice device = log.memory().buffers().devices().getFirst();
        LaunchOptions whole = Resizer.options(log).withNGpuLayers(-1).withNCpuMoe(0);
        return new Resizer(log, model.get(), device.name())
                .sizes(whole)
                .filter(s -> s.total().compareTo(device.free()) <= 0)
                .map(s -> new Sign(
                        "slow/room-left",
                        String.format(
                                Locale.ROOT,
                                "All layers would take %,.0f MiB of the %,.0f MiB that were free on %s.",
                                s.total().mib(),
                                device.free().mib(),
                                device.name()),
                        Hint.plain(log.program().layers(log.launch().layers().orElse(99)) + " puts them there.")));
    }

    private static boolean partial(RunLog log) {
        return log.launch().offloaded().isPresent()
                && log.launch().layers().isPresent()
                && log.launch().offloaded().getAsInt() < log.launch().layers().getAsInt();
    }

    private static Optional<Need> need(Symptom symptom, RunLog log, Optional<KnownModel> model) {
        if (symptom == Symptom.OOM) {
            return log.failure().isPresent() || !log.memory().buffers().isEmpty()
                    ? Optional.of(Need.ofFailure(log, model))
                    : Optional.empty();
        }
        return symptom == Symptom.SLOW && partial(log) ? Need.ofWhole(log, model) : Optional.empty();
    }

    /** The rule book's answers, the user's rules among them; what a sign says already is left out. */
    private void rules(Symptom symptom, RunLog log, boolean ours, Machine machine, List<Sign> signs, boolean inWords) {
        RuleBook book = bench.rules();
        Facts known = new Recommender(machine, book, bench.estimators()).facts(Request.chat(), true);
        for (Finding f : book.apply(Rule.Scope.RUN, facts(known, symptom, log, ours))) {
            boolean wanted = inWords || !TABLED.contains(f.rule().id());
            if (wanted && signs.stream().noneMatch(s -> s.id().equals(f.rule().id()))) {
                signs.add(new Sign(f.rule().id(), f.text(), Hint.NONE));
            }
        }
    }

    private static Facts facts(Facts known, Symptom symptom, RunLog log, boolean ours) {
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
        launch.generation().ifPresent(t -> facts.set(Fact.RUN_TG, t));
        log.gpuUsed().ifPresent(used -> facts.set(Fact.RUN_GPU_USED, used));
        return facts.build();
    }
}
