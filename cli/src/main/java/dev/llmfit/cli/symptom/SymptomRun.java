package dev.llmfit.cli.symptom;

import dev.llmfit.answers.symptom.LogPhrases;
import dev.llmfit.answers.symptom.Remedy;
import dev.llmfit.answers.symptom.Sign;
import dev.llmfit.answers.symptom.SlowSigns;
import dev.llmfit.cli.render.Json;
import dev.llmfit.cli.shell.Console;
import dev.llmfit.cli.shell.Session;
import dev.llmfit.cli.shell.Shell;
import dev.llmfit.engine.log.LogText;
import dev.llmfit.engine.log.LoggedDevice;
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
import dev.llmfit.sizing.LaunchOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Answers a symptom from the log of a run: what lies where, what failed, what the log shows of causes, and what to change.
 *
 * @param symptom {@code oom}, {@code slow} or {@code quality}
 * @param log what the log says
 * @param model the model of the log, if it is known
 * @param need what is short, if memory is
 * @param changes what would save it, best first
 * @param signs causes
 * @param speed measured beside expected speed
 */
public record SymptomRun(
        String symptom,
        RunLog log,
        Optional<KnownModel> model,
        Optional<Need> need,
        List<Remedy> changes,
        List<Sign> signs,
        Optional<UsualSpeed> speed) {

    /** Bundled rules that say in words, with flags of llama.cpp, what the table of changes says in numbers. */
    private static final Set<String> TABLED = Set.of(
            "oom/1-smaller-context",
            "oom/2-smaller-quant",
            "oom/3-smaller-batch",
            "oom/4-quantize-cache",
            "oom/5-fewer-layers",
            "oom/slots",
            "oom/flash-attention");

    public SymptomRun {
        changes = List.copyOf(changes);
        signs = List.copyOf(signs);
    }

    /**
     * Reads a log.
     *
     * @param symptom oom, slow or quality
     * @param file the log
     * @param reference the model, if the user names it
     * @param hardware the machine that the log is of, if the user names it
     * @param here this machine
     * @throws IOException if the file cannot be read
     */
    public static SymptomRun of(
            String symptom, Path file, Optional<String> reference, Optional<Machine> hardware, Machine here)
            throws IOException {
        return of(symptom, LogText.read(file), reference, hardware, here);
    }

    static SymptomRun of(
            String symptom, List<String> lines, Optional<String> reference, Optional<Machine> hardware, Machine here) {
        RunLog log = RunLog.parse(lines, symptom.equals("oom"));
        Optional<KnownModel> model = KnownModel.of(log.model(), reference);
        Optional<Need> need = need(symptom, log, model);
        List<Remedy> changes = need.map(
                        n -> symptom.equals("oom") ? Remedies.ofFailure(log, n) : Remedies.ofWhole(log, n))
                .orElse(List.of());
        Optional<UsualSpeed> speed =
                symptom.equals("slow") ? UsualSpeed.of(log, model, hardware, here) : Optional.empty();
        List<Sign> signs = new ArrayList<>(LogPhrases.in(log, symptom));
        if (symptom.equals("slow")) {
            signs.addAll(SlowSigns.in(log, !changes.isEmpty()));
            roomLeft(log, model, need).ifPresent(signs::add);
            boolean explained = !signs.isEmpty();
            speed.map(s -> s.sign(explained)).ifPresent(signs::add);
        }
        boolean ours = hardware.isPresent()
                || model.filter(m -> m.basis() == KnownModel.Basis.FILE).isPresent();
        boolean inWords = changes.isEmpty() && log.program() == Program.LLAMA_CPP;
        rules(symptom, log, ours, hardware.orElse(here), signs, inWords);
        if (symptom.equals("oom")
                && log.failure().isPresent()
                && changes.stream().noneMatch(Remedy::enough)) {
            signs.add(unknown(log, model.isPresent()));
        }
        return new SymptomRun(symptom, log, model, need, changes, signs, speed);
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
                        ? "llmfit size tells what a launch needs before it is started."
                        : "Name the model with --model REF, or run again with -lv 4 (Ollama: OLLAMA_DEBUG=1), and the numbers are exact.");
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
                        log.program().layers(log.launch().layers().orElse(99)) + " puts them there."));
    }

    private static boolean partial(RunLog log) {
        return log.launch().offloaded().isPresent()
                && log.launch().layers().isPresent()
                && log.launch().offloaded().getAsInt() < log.launch().layers().getAsInt();
    }

    private static Optional<Need> need(String symptom, RunLog log, Optional<KnownModel> model) {
        if (symptom.equals("oom")) {
            return log.failure().isPresent() || !log.memory().buffers().isEmpty()
                    ? Optional.of(Need.ofFailure(log, model))
                    : Optional.empty();
        }
        return symptom.equals("slow") && partial(log) ? Need.ofWhole(log, model) : Optional.empty();
    }

    /** The rule book's answers, the user's rules among them; what a sign says already is left out. */
    private static void rules(
            String symptom, RunLog log, boolean ours, Machine machine, List<Sign> signs, boolean inWords) {
        RuleBook book = Session.bench().rules();
        Facts known = new Recommender(machine, book, Session.bench().estimators()).facts(Request.chat(), true);
        for (Finding f : book.apply(Rule.Scope.RUN, facts(known, symptom, log, ours))) {
            boolean wanted = inWords || !TABLED.contains(f.rule().id());
            if (wanted && signs.stream().noneMatch(s -> s.id().equals(f.rule().id()))) {
                signs.add(new Sign(f.rule().id(), Shell.WORDS.of(f.text()), ""));
            }
        }
    }

    private static Facts facts(Facts known, String symptom, RunLog log, boolean ours) {
        LoggedLaunch launch = log.launch();
        Facts.Builder facts = known.toBuilder().set(Fact.RUN_SYMPTOM, symptom);
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

    /** Returns whether the log says anything of a launch or of a cause. */
    public boolean understood() {
        return log.understood() || !signs.isEmpty();
    }

    /** Prints the answer. */
    public void print(Console console) {
        new SymptomText(this).lines(console.columns()).forEach(console::line);
    }

    /** Prints the document, schema {@code llmfit/symptom/1}. */
    public void printJson(Console console) {
        console.line(Json.pretty(SymptomJson.of(this)));
    }
}
