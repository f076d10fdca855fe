package dev.llmfit.answers.symptom;

import dev.llmfit.answers.Refusal;
import dev.llmfit.answers.RefusedException;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.symptom.SymptomAnswer.Failed;
import dev.llmfit.engine.log.LoggedMemory;
import dev.llmfit.engine.log.OllamaPs;
import dev.llmfit.engine.log.RunLog;
import dev.llmfit.probe.Machine;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.units.Hint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a log: what lies where, what failed, what it shows of causes, and what to change. */
final class SymptomAnswering {
    /** Signs of memory that are no failure by themselves. */
    private static final Set<String> NOTES = Set.of("oom/mlock", "oom/vram-not-freed");

    /** What is printed after another failure too: a file that seems to end at a type that is unknown, a check, Ollama's summary. */
    private static final Set<String> CONSEQUENCES = Set.of("load/truncated", "load/assertion", "load/ollama-model");

    /** Signs whose figures are of the machine that was named. */
    private static final Set<String> OF_HARDWARE = Set.of("slow/whole-on-gpu", "oom/model-need");

    private static final String PASTE =
            "paste what llama-server, Ollama, LM Studio, vLLM, MLX or PyTorch wrote before it ended, its"
                    + " timings, or the output of nvidia-smi or ollama ps";

    private final SymptomQuestion question;
    private final Workbench bench;

    SymptomAnswering(SymptomQuestion question, Workbench bench) {
        this.question = question;
        this.bench = bench;
    }

    SymptomAnswer answer() {
        if (question.log().stream().allMatch(String::isBlank)) {
            throw new RefusedException(
                    new Refusal(Refusal.Kind.MODEL, "log", question.source() + " is empty.", Hint.plain(PASTE)));
        }
        SymptomAnswer answer = read();
        if (!answer.understood()) {
            throw new RefusedException(new Refusal(
                    Refusal.Kind.MODEL,
                    "log",
                    question.source() + " holds no line that is known here of a load, a failure or a speed.",
                    Hint.plain(PASTE)));
        }
        return answer;
    }

    /** Returns what the log says, which may be nothing. */
    SymptomAnswer read() {
        Symptom symptom = question.symptom().orElseGet(this::shown);
        return of(symptom, question.hardware().map(bench::machine), bench.machine(HardwareSelector.THIS_MACHINE));
    }

    /** A failure is told first; else a speed is what a log is pasted for. */
    private Symptom shown() {
        RunLog failed = RunLog.parse(question.log(), true);
        if (failed.failure().isPresent() || errors(failed).stream().anyMatch(Sign::isFailure)) {
            return Symptom.OOM;
        }
        RunLog last = RunLog.parse(question.log(), false);
        if (last.generation().isPresent() || !last.pasted().isEmpty()) {
            return Symptom.SLOW;
        }
        if (!LogPhrases.in(last, Symptom.QUALITY).isEmpty()) {
            return Symptom.QUALITY;
        }
        return LogPhrases.in(last, Symptom.SLOW).isEmpty() || last.ran() ? Symptom.OOM : Symptom.SLOW;
    }

    /**
     * A log and what is known around it.
     *
     * @param hardware the machine that was named
     * @param here this machine
     */
    private record Read(RunLog log, Optional<KnownModel> model, Optional<Machine> hardware, Machine here) {
        /** Returns whether the run was of this machine: the file lies here. */
        boolean ours() {
            return model.filter(m -> m.basis() == KnownModel.Basis.FILE).isPresent();
        }

        /** Returns forecasts for the machine that was named, if the model is known. */
        Optional<LaunchForecast> forecast(Workbench bench) {
            return model.flatMap(m -> hardware.map(h -> new LaunchForecast(bench, log, m, h)));
        }
    }

    private SymptomAnswer of(Symptom symptom, Optional<Machine> hardware, Machine here) {
        RunLog log = RunLog.parse(question.log(), symptom == Symptom.OOM);
        List<Sign> signs = new ArrayList<>(symptom == Symptom.OOM ? errors(log) : LogPhrases.in(log, symptom));
        Failed failed = failed(symptom, log, signs);
        Read read = new Read(log, new KnownModels(bench).of(log, question.model()), hardware, here);
        GivenHardware given = new GivenHardware(hardware, log);
        Optional<Need> need = need(symptom, failed, log, read.model(), given);
        List<Remedy> changes = new ArrayList<>(changes(symptom, log, need));
        Optional<UsualSpeed> speed = symptom == Symptom.SLOW || failed == Failed.NOTHING
                ? UsualSpeed.of(bench, log, read.model(), hardware, here)
                : Optional.empty();
        if (symptom == Symptom.SLOW) {
            slow(read, need, speed, !changes.isEmpty(), signs);
        } else if (failed == Failed.MEMORY) {
            memory(read, need, changes, signs);
        } else if (symptom == Symptom.OOM && failed == Failed.NOTHING) {
            signs.addFirst(new RunSummary(log, speed).sign());
            signs.addAll(LogPhrases.in(log, Symptom.QUALITY));
        }
        boolean ours = hardware.isPresent() || read.ours();
        new LogRules(bench, log).add(symptom, failed, ours, hardware.orElse(here), signs, changes.isEmpty());
        boolean compared = speed.isPresent() || signs.stream().map(Sign::id).anyMatch(OF_HARDWARE::contains);
        given.unused(need, compared).ifPresent(signs::add);
        return new SymptomAnswer(symptom, failed, log, read.model(), need, changes, signs, speed);
    }

    private void memory(Read read, Optional<Need> need, List<Remedy> changes, List<Sign> signs) {
        boolean solved = changes.stream().anyMatch(Remedy::enough);
        List<Sign> stated = List.copyOf(signs);
        need.ifPresent(n -> signs.addAll(MemorySigns.in(read.log(), n, solved, stated)));
        if (signs.stream().anyMatch(s -> s.id().equals("oom/pool-limit"))) {
            changes.clear(); // a smaller launch is no answer to a pool that is set too small
        }
        if (need.flatMap(Need::missing).isEmpty()) {
            read.forecast(bench).flatMap(LaunchForecast::needs).ifPresent(signs::add);
        }
    }

    private void slow(Read read, Optional<Need> need, Optional<UsualSpeed> speed, boolean changes, List<Sign> signs) {
        RunLog log = read.log();
        signs.addAll(SlowSigns.in(log, changes));
        signs.addAll(PastedSigns.in(log));
        WholeOnGpu.room(log, read.model(), need).ifPresent(signs::add);
        read.hardware()
                .or(() -> read.ours() ? Optional.of(read.here()) : Optional.empty())
                .map(m -> MachineSigns.of(m, log))
                .ifPresent(signs::addAll);
        boolean explained = !signs.isEmpty();
        speed.map(s -> s.sign(explained)).ifPresent(signs::add);
        speed.flatMap(UsualSpeed::whole).ifPresent(signs::add);
        List<OllamaPs> rows = log.pasted().ollama();
        if (rows.size() == 1 && rows.getFirst().onProcessor() > 0) {
            read.forecast(bench).flatMap(f -> f.costOf(rows.getFirst())).ifPresent(signs::add);
        }
        if (speed.isEmpty()) {
            new RunSummary(log, speed)
                    .bare(read.model().isPresent(), read.hardware().isPresent())
                    .ifPresent(signs::add);
        }
    }

    /** What a log says of failures; what only follows from one, and a code alone, is told where nothing else is known. */
    private static List<Sign> errors(RunLog log) {
        List<Sign> signs = new ArrayList<>();
        TensorTypes.in(log).ifPresent(signs::add);
        UnknownArchitecture.in(log).ifPresent(signs::add);
        List<Sign> stated = LogPhrases.in(log, Symptom.OOM);
        boolean cause = !signs.isEmpty()
                || log.failure().isPresent()
                || stated.stream().anyMatch(s -> s.isFailure() && !CONSEQUENCES.contains(s.id()));
        stated.stream().filter(s -> !cause || !CONSEQUENCES.contains(s.id())).forEach(signs::add);
        boolean told = signs.stream()
                .anyMatch(s -> s.isFailure() || (!log.program().runsLlamaCpp() && !NOTES.contains(s.id())));
        if (log.failure().isEmpty() && !told) {
            ExitCodes.known(log)
                    .or(() -> LastError.in(log))
                    .or(() -> ExitCodes.unknown(log))
                    .ifPresent(signs::add);
        }
        return signs;
    }

    private static Failed failed(Symptom symptom, RunLog log, List<Sign> signs) {
        if (symptom != Symptom.OOM) {
            return Failed.NOTHING;
        }
        if (log.failure().isPresent()) {
            return Failed.MEMORY;
        }
        if (signs.stream().anyMatch(Sign::isFailure)) {
            return Failed.OTHER;
        }
        return signs.stream().allMatch(s -> NOTES.contains(s.id())) ? Failed.NOTHING : Failed.MEMORY;
    }

    private static Optional<Need> need(
            Symptom symptom, Failed failed, RunLog log, Optional<KnownModel> model, GivenHardware given) {
        if (symptom == Symptom.OOM) {
            boolean projected =
                    log.memory().projection().filter(SymptomAnswering::over).isPresent();
            return log.failure().isPresent() || (failed == Failed.MEMORY && projected)
                    ? Optional.of(Need.ofFailure(log, model, given))
                    : Optional.empty();
        }
        return symptom == Symptom.SLOW && WholeOnGpu.partial(log) ? Need.ofWhole(log, model) : Optional.empty();
    }

    private static boolean over(LoggedMemory.Projection p) {
        return p.used().compareTo(p.free()) > 0;
    }

    private static List<Remedy> changes(Symptom symptom, RunLog log, Optional<Need> need) {
        if (!log.program().runsLlamaCpp()) {
            return symptom == Symptom.OOM ? log.vllm().map(VllmRemedies::of).orElse(List.of()) : List.of();
        }
        return need.map(n -> symptom == Symptom.OOM ? Remedies.ofFailure(log, n) : Remedies.ofWhole(log, n))
                .orElse(List.of());
    }
}
