package dev.llmfit.rules;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The questions that a rule's text may send its reader to, with the fields that it may name of them. */
public enum AskableQuestion {
    RECOMMEND(
            "model", "use_case", "ctx", "min_tps", "users", "prefer", "file_type", "cache_type", "margin", "hardware"),
    PLAN(
            "model",
            "ctx",
            "min_tps",
            "users",
            "file_type",
            "max_ppl",
            "api_price",
            "tokens_per_month",
            "power_price",
            "hardware"),
    SIZE(
            "model",
            "n_ctx",
            "n_batch",
            "n_ubatch",
            "n_parallel",
            "n_gpu_layers",
            "n_cpu_moe",
            "type_k",
            "type_v",
            "flash_attn",
            "tensor_split",
            "swa_full",
            "mmproj",
            "draft_model",
            "rpc",
            "hardware"),
    QUANTS("model", "hardware"),
    MODELS("query"),
    VERIFY("model", "n_ctx", "n_gpu_layers"),
    BENCH("model"),
    PROBE("hardware", "deep"),
    DOCTOR("symptom", "log");

    private final List<String> fields;

    AskableQuestion(String... fields) {
        this.fields = List.of(fields);
    }

    /** Returns the name of the question: that of its command and of its document. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the names of its fields. */
    public List<String> fields() {
        return fields;
    }

    /** Returns the names of all questions. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(AskableQuestion::id).toList();
    }

    /** Returns the question of a name. */
    static Optional<AskableQuestion> byId(String id) {
        return Arrays.stream(values()).filter(q -> q.id().equals(id)).findFirst();
    }

    /** Returns the names of all fields of all questions. */
    static List<String> allFields() {
        return Arrays.stream(values())
                .flatMap(q -> q.fields.stream())
                .distinct()
                .toList();
    }
}
