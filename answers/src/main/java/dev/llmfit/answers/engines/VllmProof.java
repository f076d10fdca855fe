package dev.llmfit.answers.engines;

import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.engines.ComparedFigure.Unit;
import dev.llmfit.engine.log.RunLog;
import dev.llmfit.engine.log.VllmLog;
import dev.llmfit.engine.server.VllmServer;
import dev.llmfit.json.JsonNull;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.probe.Machine;
import dev.llmfit.sizing.engines.EngineModel;
import dev.llmfit.sizing.engines.EngineValue.SizeRange;
import dev.llmfit.sizing.vllm.VllmCacheType;
import dev.llmfit.sizing.vllm.VllmEngine;
import dev.llmfit.sizing.vllm.VllmPlan;
import dev.llmfit.sizing.vllm.VllmSize;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** vLLM says it in the log of its start, or in the metrics of its server. */
final class VllmProof implements EngineProof {
    /** Bytes of a GiB. */
    private static final double GIB = 1L << 30;

    /** A log prints GiB, and requests at once, with two decimals: it is right to half of the last. */
    private static final double HALF = 0.005;

    private static final String AVAILABLE = "available_kv_bytes";
    private static final String OVERRIDE = "num_gpu_blocks_override";

    private final VllmEngine engine = new VllmEngine();

    @Override
    public EngineVerifyAnswer answer(EngineVerifyQuestion question, Workbench bench) {
        VllmLog said = said(question.heard());
        String name = question.model()
                .or(said::model)
                .orElseThrow(() -> ProofParts.refused("model", "{0} is not told by the log: name it."));
        EngineModel model = ProofParts.model(name, bench);
        List<String> notes = new ArrayList<>();
        Told told = new Told(
                model,
                ProofParts.machine(question, bench),
                launch(question.launch(), said, notes),
                said.budget().total());
        VllmSize size = told.size(Optional.empty(), OptionalLong.empty());
        notes.addAll(size.notes());
        List<ComparedFigure> lines = new ArrayList<>();
        budget(said, size, lines);
        cache(said, size, told, lines);
        if (lines.isEmpty()) {
            throw ProofParts.refused(
                    "log",
                    "{0} has none of vLLM's lines about memory: it needs 'Available KV cache memory' or 'GPU KV cache size'.");
        }
        String source = question.heard().server().orElse("the log");
        return new EngineVerifyAnswer(size.release(), model.id(), source, lines, notes);
    }

    private static VllmLog said(EngineVerifyQuestion.Heard heard) {
        if (heard.server().isPresent()) {
            return VllmServer.read(heard.server().get());
        }
        return RunLog.parse(heard.log(), false)
                .vllm()
                .orElseThrow(() -> ProofParts.refused("log", "{0} is none of a start of vLLM, or none was given."));
    }

    /** What is given goes before what the log says; the log's length is as printed, in words of a launch. */
    private static JsonObject launch(JsonObject given, VllmLog said, List<String> notes) {
        JsonObject.Builder launch = JsonObject.builder();
        add(launch, given, "max_model_len", JsonValue.of(said.options().length()));
        add(launch, given, "tensor_parallel_size", JsonValue.of(said.options().gpus()));
        add(launch, given, "gpu_memory_utilization", JsonValue.of(said.budget().utilization()));
        add(launch, given, "engine_build", JsonValue.of(said.release()));
        if (said.options().eager()) {
            add(launch, given, "enforce_eager", JsonValue.of(true));
        }
        Optional<String> type = said.options().cacheType();
        if (type.filter(t -> VllmCacheType.byId(t).isPresent()).isPresent()) {
            add(launch, given, "kv_cache_dtype", JsonValue.of(type));
        } else {
            type.filter(t -> given.get("kv_cache_dtype").isEmpty())
                    .ifPresent(t -> notes.add("The log's type of the KV cache is not known here; 16 bits are taken."));
        }
        return launch.putAll(given).build();
    }

    private static void add(JsonObject.Builder launch, JsonObject given, String name, JsonValue value) {
        if (given.get(name).isEmpty() && !value.equals(JsonNull.NULL)) {
            launch.put(name, value);
        }
    }

    private static void budget(VllmLog said, VllmSize size, List<ComparedFigure> lines) {
        long most = size.weights().stream().mapToLong(Long::longValue).max().orElse(0);
        said.taken().weights().ifPresent(w -> lines.add(printed("weights_bytes", "weights on a GPU", alone(most), w)));
        said.budget()
                .requested()
                .ifPresent(b -> lines.add(printed(
                        "requested_bytes",
                        "share of the GPU that is asked for",
                        alone(size.budget().requested()),
                        b)));
        said.taken()
                .activation()
                .ifPresent(b -> lines.add(printed(
                        "activation_bytes",
                        "peak of a step beside weights",
                        size.budget().activation(),
                        b)));
        said.taken()
                .graphs()
                .ifPresent(b -> lines.add(
                        printed("cuda_graph_bytes", "CUDA graphs", size.budget().graphs(), b)));
        said.taken()
                .nonTorch()
                .ifPresent(b -> lines.add(
                        printed("outside_bytes", "outside torch", size.budget().outside(), b)));
        said.cache()
                .memory()
                .filter(b -> said.budget().utilization().isPresent())
                .ifPresent(b -> lines.add(printed("available_kv_bytes", "left for the KV cache", size.available(), b)));
    }

    private static SizeRange alone(long bytes) {
        return new SizeRange(bytes, bytes, bytes);
    }

    private static ComparedFigure printed(String name, String label, SizeRange predicted, Bytes said) {
        return new ComparedFigure(
                name, label, Unit.BYTES, predicted.low(), predicted.mid(), predicted.high(), said.count(), HALF * GIB);
    }

    /** Of a known memory, or a known number of blocks, the rest is exact; a printed memory may be half of its last digit off. */
    private static void cache(VllmLog said, VllmSize size, Told told, List<ComparedFigure> lines) {
        Optional<Bytes> memory = said.cache().memory();
        OptionalLong blocks = said.cache().blocks();
        if (said.refused().isPresent()) {
            refusal(said.refused().get(), told, lines);
            return;
        }
        said.cache()
                .block()
                .ifPresent(b -> lines.add(ComparedFigure.of(
                        "block_size",
                        "tokens of a block",
                        Unit.COUNT,
                        (double) size.plan().block(),
                        b,
                        0)));
        VllmSize.Plans plans = size.plans();
        if (memory.isPresent()) {
            long half = (long) (HALF * GIB);
            long known = memory.get().count();
            plans = new VllmSize.Plans(
                    told.size(Optional.of(Math.max(0, known - half)), OptionalLong.empty())
                            .plan(),
                    told.size(memory.map(Bytes::count), OptionalLong.empty()).plan(),
                    told.size(Optional.of(known + half), OptionalLong.empty()).plan());
        }
        if (blocks.isPresent()) {
            long low = plans.low().blocks();
            long high = plans.high().blocks();
            lines.add(new ComparedFigure(
                    "num_gpu_blocks", "blocks", Unit.COUNT, low, plans.mid().blocks(), high, blocks.getAsLong(), 0));
            VllmPlan of = told.size(Optional.empty(), blocks).plan();
            plans = new VllmSize.Plans(of, of, of);
        }
        if (said.cache().tokens().isPresent()) {
            lines.add(new ComparedFigure(
                    "kv_cache_tokens",
                    "tokens in the KV cache",
                    Unit.COUNT,
                    plans.low().tokens(),
                    plans.mid().tokens(),
                    plans.high().tokens(),
                    said.cache().tokens().getAsLong(),
                    0));
        }
        if (said.cache().concurrency().isPresent()) {
            lines.add(new ComparedFigure(
                    "max_concurrency",
                    "longest requests at once",
                    Unit.COUNT,
                    plans.low().concurrency(),
                    plans.mid().concurrency(),
                    plans.high().concurrency(),
                    said.cache().concurrency().getAsDouble(),
                    HALF));
        }
    }

    private static void refusal(VllmLog.Refused said, Told told, List<ComparedFigure> lines) {
        VllmPlan plan = told.size(Optional.of(said.there().count()), OptionalLong.empty())
                .plan();
        plan.refusal().ifPresent(r -> {
            lines.add(printed("needed_bytes", "cache that one request needs", alone(r.needed()), said.needed()));
            if (said.longest().isPresent()) {
                double printed = HALF * GIB / said.there().count();
                double longest = said.longest().getAsInt();
                lines.add(new ComparedFigure(
                        "estimated_max_len",
                        "longest request that fits",
                        Unit.COUNT,
                        r.longest() * (1 - printed),
                        r.longest(),
                        r.longest() * (1 + printed),
                        longest,
                        plan.block()));
            }
        });
    }

    /** A launch of which the log has told all it can. */
    private final class Told {
        private final EngineModel model;
        private final Machine machine;
        private final JsonObject launch;
        private final Optional<Bytes> total;

        Told(EngineModel model, Machine machine, JsonObject launch, Optional<Bytes> total) {
            this.model = model;
            this.machine = machine;
            this.launch = launch;
            this.total = total;
        }

        VllmSize size(Optional<Long> available, OptionalLong blocks) {
            JsonObject.Builder more = launch.toBuilder();
            available.ifPresent(bytes -> more.replace(AVAILABLE, JsonValue.of(bytes)));
            blocks.ifPresent(count -> more.replace(OVERRIDE, JsonValue.of(count)));
            VllmSize size = engine.size(model, EngineSizeDocument.launch(engine, more.build()), Optional.of(machine));
            return total.map(bytes -> engine.size(model, size.launch().withGpuMemory(bytes.count())))
                    .orElse(size);
        }
    }
}
