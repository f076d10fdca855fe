package dev.llmfit.answers.document;

import dev.llmfit.answers.Answer;
import dev.llmfit.answers.Question;
import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.bench.BenchAnswer;
import dev.llmfit.answers.bench.BenchDocument;
import dev.llmfit.answers.bench.BenchQuestion;
import dev.llmfit.answers.calibrate.CalibrateAnswer;
import dev.llmfit.answers.calibrate.CalibrateDocument;
import dev.llmfit.answers.calibrate.CalibrateQuestion;
import dev.llmfit.answers.doctor.DoctorAnswer;
import dev.llmfit.answers.doctor.DoctorDocument;
import dev.llmfit.answers.doctor.DoctorQuestion;
import dev.llmfit.answers.engines.EngineSizeAnswer;
import dev.llmfit.answers.engines.EngineSizeDocument;
import dev.llmfit.answers.engines.EngineSizeQuestion;
import dev.llmfit.answers.engines.EngineVerifyAnswer;
import dev.llmfit.answers.engines.EngineVerifyDocument;
import dev.llmfit.answers.engines.EngineVerifyQuestion;
import dev.llmfit.answers.fields.QuestionFields;
import dev.llmfit.answers.files.FilesAnswer;
import dev.llmfit.answers.files.FilesDocument;
import dev.llmfit.answers.files.FilesQuestion;
import dev.llmfit.answers.fleet.FleetAnswer;
import dev.llmfit.answers.fleet.FleetDocument;
import dev.llmfit.answers.fleet.FleetQuestion;
import dev.llmfit.answers.kept.ForgetAnswer;
import dev.llmfit.answers.kept.ForgetQuestion;
import dev.llmfit.answers.kept.KeptAnswer;
import dev.llmfit.answers.kept.KeptDocument;
import dev.llmfit.answers.kept.KeptQuestion;
import dev.llmfit.answers.load.LoadAnswer;
import dev.llmfit.answers.load.LoadDocument;
import dev.llmfit.answers.load.LoadQuestion;
import dev.llmfit.answers.machine.HardwareNamesAnswer;
import dev.llmfit.answers.machine.HardwareNamesDocument;
import dev.llmfit.answers.machine.HardwareNamesQuestion;
import dev.llmfit.answers.machine.ProbeAnswer;
import dev.llmfit.answers.machine.ProbeDocument;
import dev.llmfit.answers.machine.ProbeQuestion;
import dev.llmfit.answers.matrix.MatrixAnswer;
import dev.llmfit.answers.matrix.MatrixDocument;
import dev.llmfit.answers.matrix.MatrixQuestion;
import dev.llmfit.answers.models.AddAnswer;
import dev.llmfit.answers.models.AddDocument;
import dev.llmfit.answers.models.AddQuestion;
import dev.llmfit.answers.models.LocalModelsAnswer;
import dev.llmfit.answers.models.LocalModelsDocument;
import dev.llmfit.answers.models.LocalModelsQuestion;
import dev.llmfit.answers.models.ModelAnswer;
import dev.llmfit.answers.models.ModelDocument;
import dev.llmfit.answers.models.ModelQuestion;
import dev.llmfit.answers.models.ModelsAnswer;
import dev.llmfit.answers.models.ModelsDocument;
import dev.llmfit.answers.models.ModelsQuestion;
import dev.llmfit.answers.models.PullAnswer;
import dev.llmfit.answers.models.PullDocument;
import dev.llmfit.answers.models.PullQuestion;
import dev.llmfit.answers.plan.PlanAnswer;
import dev.llmfit.answers.plan.PlanDocument;
import dev.llmfit.answers.plan.PlanQuestion;
import dev.llmfit.answers.quants.QuantsAnswer;
import dev.llmfit.answers.quants.QuantsDocument;
import dev.llmfit.answers.quants.QuantsQuestion;
import dev.llmfit.answers.recommend.CompareMachinesAnswer;
import dev.llmfit.answers.recommend.CompareMachinesDocument;
import dev.llmfit.answers.recommend.CompareMachinesQuestion;
import dev.llmfit.answers.recommend.RecommendAnswer;
import dev.llmfit.answers.recommend.RecommendDocument;
import dev.llmfit.answers.recommend.RecommendQuestion;
import dev.llmfit.answers.recommend.TogetherAnswer;
import dev.llmfit.answers.recommend.TogetherDocument;
import dev.llmfit.answers.recommend.TogetherQuestion;
import dev.llmfit.answers.rules.RulesAnswer;
import dev.llmfit.answers.rules.RulesDocument;
import dev.llmfit.answers.rules.RulesQuestion;
import dev.llmfit.answers.size.BuffersAnswer;
import dev.llmfit.answers.size.BuffersDocument;
import dev.llmfit.answers.size.BuffersQuestion;
import dev.llmfit.answers.size.CompareSizesAnswer;
import dev.llmfit.answers.size.CompareSizesDocument;
import dev.llmfit.answers.size.CompareSizesQuestion;
import dev.llmfit.answers.size.ExplainAnswer;
import dev.llmfit.answers.size.ExplainDocument;
import dev.llmfit.answers.size.ExplainQuestion;
import dev.llmfit.answers.size.FitsAnswer;
import dev.llmfit.answers.size.FitsDocument;
import dev.llmfit.answers.size.FitsQuestion;
import dev.llmfit.answers.size.SizeAnswer;
import dev.llmfit.answers.size.SizeDocument;
import dev.llmfit.answers.size.SizeQuestion;
import dev.llmfit.answers.sweep.SweepAnswer;
import dev.llmfit.answers.sweep.SweepDocument;
import dev.llmfit.answers.sweep.SweepQuestion;
import dev.llmfit.answers.symptom.SymptomAnswer;
import dev.llmfit.answers.symptom.SymptomDocument;
import dev.llmfit.answers.symptom.SymptomQuestion;
import dev.llmfit.answers.team.TeamAnswer;
import dev.llmfit.answers.team.TeamDocument;
import dev.llmfit.answers.team.TeamQuestion;
import dev.llmfit.answers.transfer.TransferAnswer;
import dev.llmfit.answers.transfer.TransferDocument;
import dev.llmfit.answers.transfer.TransferQuestion;
import dev.llmfit.answers.update.UpdateAnswer;
import dev.llmfit.answers.update.UpdateDocument;
import dev.llmfit.answers.update.UpdateQuestion;
import dev.llmfit.answers.verify.ProveAnswer;
import dev.llmfit.answers.verify.ProveDocument;
import dev.llmfit.answers.verify.ProveQuestion;
import dev.llmfit.answers.verify.VerifyAnswer;
import dev.llmfit.answers.verify.VerifyDocument;
import dev.llmfit.answers.verify.VerifyQuestion;
import dev.llmfit.engine.Progress;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import java.util.Optional;
import java.util.stream.Stream;

/** All questions that can be asked in JSON, each with the reader of its fields and the writer of its document. */
public enum QuestionType {
    /** One launch on a machine. */
    SIZE(
            "size",
            "Tells what a launch takes of a machine's memory, whether it fits, and how fast it is.",
            new Form<>(SizeQuestion.class, SizeAnswer.class, SizeDocument::question, SizeDocument::of)),
    /** Two launches. */
    COMPARE_SIZES(
            "compare_sizes",
            "Sets two launches side by side: memory, speed, and the difference.",
            new Form<>(
                    CompareSizesQuestion.class,
                    CompareSizesAnswer.class,
                    CompareSizesDocument::question,
                    CompareSizesDocument::of)),
    /** Where the memory of a launch goes. */
    EXPLAIN(
            "explain",
            "Tells what fills the buffers of a launch and what each option would save.",
            new Form<>(ExplainQuestion.class, ExplainAnswer.class, ExplainDocument::question, ExplainDocument::of)),
    /** What fits of each option. */
    FITS(
            "fits",
            "Tells for each option of a launch the values that fit beside the others.",
            new Form<>(FitsQuestion.class, FitsAnswer.class, FitsDocument::question, FitsDocument::of)),
    /** A launch over the values of one field. */
    SWEEP(
            "sweep",
            "Sizes a launch for each of many contexts, numbers of layers, cache types, slots or file types.",
            new Form<>(SweepQuestion.class, SweepAnswer.class, SweepDocument::question, SweepDocument::of)),
    /** Several files. */
    FILES(
            "files",
            "Tells of several models, files or folders which fit, how they are started and how fast they are.",
            new Form<>(FilesQuestion.class, FilesAnswer.class, FilesDocument::question, FilesDocument::of)),
    /** Buffers of a launch on given devices. */
    BUFFERS(
            "buffers",
            "Tells which buffers a launch allocates on given devices and how fast it is.",
            new Form<>(BuffersQuestion.class, BuffersAnswer.class, BuffersDocument::question, BuffersDocument::of)),
    /** A launch of another engine than llama.cpp. */
    ENGINE_SIZE(
            "engine_size",
            "Tells what a launch of vLLM or MLX takes, and how many tokens and requests its cache holds.",
            new Form<>(
                    EngineSizeQuestion.class,
                    EngineSizeAnswer.class,
                    EngineSizeDocument::question,
                    EngineSizeDocument::of)),
    /** A launch of another engine for several users. */
    TEAM(
            "team",
            "Recommends how vLLM serves a model to several users, and says whether llama.cpp would do better.",
            new Form<>(TeamQuestion.class, TeamAnswer.class, TeamDocument::question, TeamDocument::of)),
    /** Speeds. */
    BENCH(
            "bench",
            "Measures prompt and generation speed of a model on this machine with a real engine.",
            new Form<>(BenchQuestion.class, BenchAnswer.class, BenchDocument::question, BenchDocument::of)),
    /** Speeds of small phantoms. */
    CALIBRATE(
            "calibrate",
            "Measures small phantoms of each kind of quantization, so that predictions know this machine.",
            new Form<>(
                    CalibrateQuestion.class,
                    CalibrateAnswer.class,
                    CalibrateDocument::question,
                    CalibrateDocument::of)),
    /** A server under load. */
    LOAD(
            "load",
            "Measures latency and throughput of a server that answers many requests at the same time.",
            new Form<>(LoadQuestion.class, LoadAnswer.class, LoadDocument::question, LoadDocument::of)),
    /** Measurements from a file and into one. */
    TRANSFER(
            "transfer",
            "Takes in the measurements of a file, or writes all into one.",
            new Form<>(TransferQuestion.class, TransferAnswer.class, TransferDocument::question, TransferDocument::of)),
    /** What is kept of measurements. */
    KEPT(
            "kept",
            "Lists the measurements that are kept: what, of which machine, how old, and whether predictions rest on them.",
            new Form<>(KeptQuestion.class, KeptAnswer.class, KeptDocument::question, KeptDocument::of)),
    /** Measurements that are dropped. */
    FORGET(
            "forget",
            "Drops measurements: one, those of a kind, those of this machine, or all.",
            new Form<>(ForgetQuestion.class, ForgetAnswer.class, KeptDocument::forget, KeptDocument::of)),
    /** Predictions beside measurements. */
    VERIFY(
            "verify",
            "Runs a launch for real and compares memory and speed with the prediction.",
            new Form<>(VerifyQuestion.class, VerifyAnswer.class, VerifyDocument::question, VerifyDocument::of)),
    /** Predictions of a launch of another engine than llama.cpp. */
    ENGINE_VERIFY(
            "engine_verify",
            "Compares a log or server of vLLM, or what mlx-lm's classes allocate, with the prediction.",
            new Form<>(
                    EngineVerifyQuestion.class,
                    EngineVerifyAnswer.class,
                    EngineVerifyDocument::question,
                    EngineVerifyDocument::of)),
    /** A recommendation that is run. */
    PROVE(
            "prove",
            "Recommends a launch for this machine, runs it for real and compares memory and speed with the prediction.",
            new Form<>(ProveQuestion.class, ProveAnswer.class, ProveDocument::question, ProveDocument::of)),
    /** Models of the catalogue. */
    MODELS(
            "models",
            "Finds models by words of their name, size or purpose, and tells where they fit.",
            new Form<>(ModelsQuestion.class, ModelsAnswer.class, ModelsDocument::question, ModelsDocument::of)),
    /** Models on this machine. */
    LOCAL_MODELS(
            "local_models",
            "Lists the models that lie on this machine, and tells where they fit.",
            new Form<>(
                    LocalModelsQuestion.class,
                    LocalModelsAnswer.class,
                    LocalModelsDocument::question,
                    LocalModelsDocument::of)),
    /** One model. */
    MODEL(
            "model",
            "Tells what is known of one model.",
            new Form<>(ModelQuestion.class, ModelAnswer.class, ModelDocument::question, ModelDocument::of)),
    /** A download. */
    PULL(
            "pull",
            "Downloads a model if it fits.",
            new Form<>(PullQuestion.class, PullAnswer.class, PullDocument::question, PullDocument::of)),
    /** A model of one's own. */
    ADD(
            "add",
            "Adds a model to your own catalogue, checked against its header or configuration.",
            new Form<>(AddQuestion.class, AddAnswer.class, AddDocument::question, AddDocument::of)),
    /** Newer knowledge. */
    UPDATE(
            "update",
            "Takes newer knowledge of models, hardware, prices and quality, or goes back.",
            new Form<>(UpdateQuestion.class, UpdateAnswer.class, UpdateDocument::question, UpdateDocument::of)),
    /** Purchases. */
    PLAN(
            "plan",
            "Tells which hardware runs a model as wished, what changes of a machine buy, and when a purchase pays.",
            new Form<>(PlanQuestion.class, PlanAnswer.class, PlanDocument::question, PlanDocument::of)),
    /** Launches. */
    RECOMMEND(
            "recommend",
            "Finds the best launch of a model, or the best models for a machine.",
            new Form<>(
                    RecommendQuestion.class,
                    RecommendAnswer.class,
                    RecommendDocument::question,
                    RecommendDocument::of)),
    /** Several models at the same time. */
    TOGETHER(
            "together",
            "Places several models on one machine at the same time.",
            new Form<>(TogetherQuestion.class, TogetherAnswer.class, TogetherDocument::question, TogetherDocument::of)),
    /** Models on many machines. */
    FLEET(
            "fleet",
            "Places models with their users on many machines, and tells what is left and what one more would change.",
            new Form<>(FleetQuestion.class, FleetAnswer.class, FleetDocument::question, FleetDocument::of)),
    /** Machines side by side. */
    COMPARE_MACHINES(
            "compare_machines",
            "Finds the best launch on each of two or more machines.",
            new Form<>(
                    CompareMachinesQuestion.class,
                    CompareMachinesAnswer.class,
                    CompareMachinesDocument::question,
                    CompareMachinesDocument::of)),
    /** The rule book. */
    RULES(
            "rules",
            "Lists, explains, checks or tests rules.",
            new Form<>(RulesQuestion.class, RulesAnswer.class, RulesDocument::question, RulesDocument::of)),
    /** A machine. */
    PROBE(
            "probe",
            "Tells the memory pools, devices, processor and engines of a machine.",
            new Form<>(ProbeQuestion.class, ProbeAnswer.class, ProbeDocument::question, ProbeDocument::of)),
    /** Names of hardware. */
    HARDWARE_NAMES(
            "hardware_names",
            "Lists the ids of machines and devices that are known.",
            new Form<>(
                    HardwareNamesQuestion.class,
                    HardwareNamesAnswer.class,
                    HardwareNamesDocument::question,
                    HardwareNamesDocument::of)),
    /** Machines and models held against what a file expects. */
    MATRIX(
            "matrix",
            "Holds machines and models against the expectations of a file.",
            new Form<>(MatrixQuestion.class, MatrixAnswer.class, MatrixDocument::question, MatrixDocument::of)),
    /** What is wrong with a set-up. */
    DOCTOR(
            "doctor",
            "Tells what is wrong with the set-up of this machine, and how to mend it.",
            new Form<>(DoctorQuestion.class, DoctorAnswer.class, DoctorDocument::question, DoctorDocument::of)),
    /** What is wrong with a run. */
    SYMPTOM(
            "symptom",
            "Tells from its log why a run fails, is slow or answers poorly, and what helps.",
            new Form<>(SymptomQuestion.class, SymptomAnswer.class, SymptomDocument::question, SymptomDocument::of)),
    /** Every file type of a model. */
    QUANTS(
            "quants",
            "Tells what each file type of a model takes and loses, and how it fits a machine.",
            new Form<>(QuantsQuestion.class, QuantsAnswer.class, QuantsDocument::question, QuantsDocument::of));

    private final String id;
    private final String sentence;
    private final Form<?, ?> form;

    QuestionType(String id, String sentence, Form<?, ?> form) {
        this.id = id;
        this.sentence = sentence;
        this.form = form;
    }

    /** Returns the type with an id. */
    public static Optional<QuestionType> byId(String id) {
        return Stream.of(values()).filter(t -> t.id.equals(id)).findFirst();
    }

    /** Returns its name in JSON. */
    public String id() {
        return id;
    }

    /** Returns what an answer tells, in one sentence. */
    public String sentence() {
        return sentence;
    }

    /** Returns the type of its questions. */
    public Class<? extends Question<?>> question() {
        return form.question();
    }

    /** Returns the type of its answers. */
    public Class<? extends Answer> answer() {
        return form.answer();
    }

    /**
     * Reads a question.
     *
     * @throws dev.llmfit.answers.RefusedException if a field cannot be used or is not known
     */
    public Question<?> question(JsonValue question) {
        QuestionFields fields = QuestionFields.of(question);
        return MeantType.of(this, fields).read(fields);
    }

    /** Reads a question, as {@link #question(JsonValue)}. */
    Question<?> read(QuestionFields fields) {
        return form.reader().apply(fields);
    }

    /** Reads a question, asks it and writes the answer; nobody is told of its steps. */
    public JsonObject answer(QuestionFields question, Workbench bench) {
        return answer(question, bench, Progress.NONE);
    }

    /**
     * Reads a question, asks it and writes the answer.
     *
     * @param progress told about each step
     * @throws dev.llmfit.answers.RefusedException if there is no answer
     */
    public JsonObject answer(QuestionFields question, Workbench bench, Progress progress) {
        return MeantType.of(this, question).form.answer(question, bench, progress);
    }
}
