package dev.llmfit.gguf.layout;

import dev.llmfit.gguf.Model;
import dev.llmfit.json.AuditedFields;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lays out a model from its fields: finds the family of its architecture and lets it write the header. */
public final class Architectures {
    private Architectures() {}

    /** Tells whether models of this architecture can be laid out. */
    public static boolean knows(String architecture) {
        return layout(architecture).isPresent();
    }

    /**
     * Lays out a model as the F16 file that llama.cpp's converter would write.
     *
     * @param name the model's name
     * @param fields its fields; {@code architecture} names the family
     * @param mtpLayers layers for next-token prediction to append; 0 as most published files have it
     * @throws FieldsException if the architecture is unknown or a field is missing or of the wrong kind
     */
    public static Model layOut(String name, AuditedFields fields, int mtpLayers) {
        String architecture = fields.text("architecture");
        Layout layout = layout(architecture).orElseGet(() -> {
            fields.complain("architecture", "is '" + architecture + "', which is not among those that can be laid out");
            throw new FieldsException(architecture + " cannot be laid out");
        });
        HeaderBuilder header = new HeaderBuilder(architecture, name);
        layout.lay(header, fields, mtpLayers);
        return header.build(name);
    }

    private static Optional<Layout> layout(String architecture) {
        Optional<TransformerTraits> traits = TransformerTraits.of(architecture);
        if (traits.isPresent()) {
            return Optional.of(new TransformerLayout(traits.get()));
        }
        @Nullable
        Layout layout = switch (architecture) {
            case "gpt-oss" -> new GptOssLayout();
            case "deepseek2", "deepseek32", "glm-dsa", "mistral4" -> new DeepSeekLayout();
            case "minicpm3" -> new MiniCpm3Layout();
            case "qwen35", "qwen35moe", "qwen3next" -> new DeltaNetLayout();
            case "gemma4" -> new Gemma4Layout();
            case "gemma3n" -> new Gemma3nLayout();
            case "mamba", "mamba2" -> new MambaLayout();
            case "falcon-h1", "granitehybrid", "jamba", "nemotron_h", "nemotron_h_moe" -> new HybridLayout();
            case "lfm2", "lfm2moe" -> new Lfm2Layout();
            case "rwkv6", "rwkv7" -> new RwkvLayout();
            case "bert", "nomic-bert", "nomic-bert-moe", "jina-bert-v2" -> new BertLayout();
            case "deci" -> new DeciLayout();
            case "kimi-linear" -> new KimiLinearLayout();
            default -> null;
        };
        return Optional.ofNullable(layout);
    }
}
