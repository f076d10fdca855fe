package dev.llmfit.gguf.checkpoint;

import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.TensorInfo;
import dev.llmfit.gguf.checkpoint.WeightFormat.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How each matrix of a model is stored in a checkpoint, under the names of GGUF files.
 *
 * @param name of the checkpoint
 * @param method {@code quant_method} of its configuration; empty where nothing was quantized
 * @param formats by layer and part; what is absent is plain
 * @param tower tensors of what sees and hears
 * @param unplaced quantized modules whose place in the model is not known, shortened
 * @param bytes of all tensors
 */
public record StoredWeights(
        String name,
        String method,
        Map<Part, WeightFormat> formats,
        List<StoredTensor> tower,
        List<String> unplaced,
        long bytes) {

    /**
     * A matrix.
     *
     * @param layer from 0; -1 outside of layers
     * @param part its name in a GGUF file without layer and {@code .weight}
     */
    public record Part(int layer, String part) {}

    /** What stands behind the name of a module. */
    private static final Set<String> SUFFIXES = Set.of(
            "weight",
            "bias",
            "qweight",
            "qzeros",
            "scales",
            "g_idx",
            "biases",
            "weight_packed",
            "weight_scale",
            "weight_scale_2",
            "weight_scale_inv",
            "weight_zero_point",
            "weight_shape",
            "weight_g_idx",
            "weight_global_scale",
            "input_scale",
            "input_global_scale",
            "input_zero_point");

    private static final String WEIGHT = "weight";

    /** Tensors of bitsandbytes are named behind the weight; those of experts that lie together have no point before the end. */
    private static final Pattern BEHIND = Pattern.compile("(.+)\\.(weight\\.[\\w.]+)");

    private static final Pattern JOINED =
            Pattern.compile("(.+_proj)_(blocks|scales|bias|weight_scale|weight_scale_2|weight_scale_inv|input_scale)");

    private static final Pattern NUMBER = Pattern.compile("\\.\\d+");

    public StoredWeights {
        formats = Map.copyOf(formats);
        tower = List.copyOf(tower);
        unplaced = List.copyOf(unplaced);
    }

    /** Returns how a matrix is stored. */
    public WeightFormat format(int layer, String part) {
        return formats.getOrDefault(new Part(layer, part), WeightFormat.PLAIN);
    }

    /** Returns whether a checkpoint is one that {@code mlx_lm.convert} wrote quantized. */
    public boolean isMlx() {
        return formats.values().stream().anyMatch(f -> f.kind() == Kind.MLX);
    }

    /** Returns whether nothing is quantized. */
    public boolean isPlain() {
        return formats.values().stream().allMatch(WeightFormat::isPlain) && unplaced.isEmpty();
    }

    /** Returns the kinds that matrices are quantized by. */
    public List<String> kinds() {
        return formats.values().stream()
                .filter(f -> !f.isPlain())
                .map(f -> f.kind().name() + " " + f.bits())
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * Sorts the tensors of a checkpoint.
     *
     * @param model the same model laid out, with its layers for next-token prediction
     * @throws CheckpointException if its tensors are not those of the model
     */
    public static StoredWeights of(Checkpoint checkpoint, Model model) throws CheckpointException {
        return new Sorting(checkpoint, model).weights();
    }

    /** Sorts one checkpoint. */
    private static final class Sorting {
        private final Checkpoint checkpoint;
        private final String method;
        private final Map<String, TensorInfo> laidOut = new HashMap<>();
        private final Map<Part, WeightFormat> formats = new HashMap<>();
        private final Map<Part, Long> modules = new HashMap<>();
        private final List<StoredTensor> tower = new ArrayList<>();
        private final Set<String> unplaced = new TreeSet<>();

        Sorting(Checkpoint checkpoint, Model model) {
            this.checkpoint = checkpoint;
            this.method = checkpoint
                    .quantization()
                    .flatMap(q -> q.string("quant_method"))
                    .orElse("");
            model.tensors().forEach(t -> laidOut.put(t.name(), t));
        }

        StoredWeights weights() throws CheckpointException {
            for (StoredModule module : modules()) {
                place(module);
            }
            for (Map.Entry<Part, Long> e : modules.entrySet()) {
                TensorInfo tensor = tensor(e.getKey()).orElseThrow();
                long experts = tensor.name().contains("_exps.") ? tensor.ne2() : 1;
                if (e.getValue() != 1 && e.getValue() != experts) {
                    throw contradicts("it has " + e.getValue() + " matrices for " + tensor.name() + " where config.json"
                            + " makes them " + experts);
                }
            }
            for (String name : laidOut.keySet()) {
                if (name.startsWith("blk.") && name.endsWith(".attn_norm.weight")) {
                    int layer = Integer.parseInt(name, 4, name.indexOf('.', 4), 10);
                    if (modules.keySet().stream().noneMatch(p -> p.layer() == layer)) {
                        throw contradicts("it has no tensors of layer " + layer);
                    }
                }
            }
            return new StoredWeights(
                    checkpoint.name(), method, formats, tower, List.copyOf(unplaced), checkpoint.bytes());
        }

        private List<StoredModule> modules() {
            Map<String, Map<String, StoredTensor>> found = new LinkedHashMap<>();
            for (StoredTensor tensor : checkpoint.tensors()) {
                String[] parts = parts(tensor.name());
                if (ModuleNames.isTower(parts[0])) {
                    tower.add(tensor);
                } else if (!ModuleNames.isNextTokens(parts[0])) {
                    found.computeIfAbsent(parts[0], m -> new HashMap<>()).put(parts[1], tensor);
                }
            }
            List<StoredModule> modules = new ArrayList<>(found.size());
            found.forEach((name, tensors) -> modules.add(new StoredModule(name, tensors)));
            return modules;
        }

        /** Returns the module of a tensor and what stands behind its name. */
        private static String[] parts(String tensor) {
            Matcher behind = BEHIND.matcher(tensor);
            Matcher joined = JOINED.matcher(tensor);
            if (behind.matches() || joined.matches()) {
                Matcher m = behind.matches() ? behind : joined;
                return new String[] {m.group(1), m.group(2)};
            }
            int point = tensor.lastIndexOf('.');
            String last = tensor.substring(point + 1);
            return point > 0 && SUFFIXES.contains(last)
                    ? new String[] {tensor.substring(0, point), last}
                    : new String[] {tensor, WEIGHT};
        }

        private void place(StoredModule module) throws CheckpointException {
            Optional<ModuleNames.Place> place = ModuleNames.of(module.name());
            List<Part> parts = place.stream()
                    .flatMap(p -> p.parts().stream().map(part -> new Part(p.layer(), part)))
                    .filter(p -> tensor(p).isPresent())
                    .toList();
            boolean matrix = module.weight().filter(w -> w.shape().size() > 1).isPresent();
            if (!matrix) {
                return;
            }
            if (parts.isEmpty()) {
                boolean dropped = place.isEmpty() || laidOut.isEmpty();
                if (!dropped && !module.weight().get().type().isPlain()) {
                    unplaced.add(NUMBER.matcher(module.name()).replaceAll(".N"));
                }
                return;
            }
            TensorInfo last = tensor(parts.getLast()).orElseThrow();
            long all = parts.stream()
                    .mapToLong(p -> tensor(p).orElseThrow().elements())
                    .sum();
            boolean one = ModuleNames.isOneExpert(module.name());
            long elements = one ? all / Math.max(1, last.ne2()) : all;
            WeightFormat format = module.format(method, last.ne0(), elements);
            check(module, format, elements, parts.getFirst().layer());
            for (Part part : parts) {
                modules.merge(part, 1L, Long::sum);
                WeightFormat other = formats.put(part, format);
                if (other != null && !other.equals(format)) {
                    throw contradicts(module.name() + " is stored otherwise than its neighbours of " + part.part());
                }
            }
        }

        /** Checks that a module has as many weights as the configuration makes it. */
        private void check(StoredModule module, WeightFormat format, long elements, int layer)
                throws CheckpointException {
            StoredTensor weight = module.weight().orElseThrow();
            long stored = switch (format.kind()) {
                case NVFP4, MXFP4 -> Math.multiplyExact(weight.elements(), 2);
                case AWQ, GPTQ, PACKED, MLX ->
                    Math.multiplyExact(weight.elements(), 32) / format.bits(); // words of 32 bits
                case BITSANDBYTES -> elements; // its shape is kept inside of another tensor
                default -> weight.elements();
            };
            if (layer >= 0 && stored != elements) {
                throw contradicts(
                        module.name() + " has " + stored + " weights where config.json makes them " + elements);
            }
        }

        private Optional<TensorInfo> tensor(Part part) {
            String before = part.layer() < 0 ? "" : "blk." + part.layer() + ".";
            return Optional.ofNullable(laidOut.get(before + part.part() + ".weight"));
        }

        private CheckpointException contradicts(String what) {
            return new CheckpointException(
                    "The tensors of " + checkpoint.name() + " are not those of its config.json: " + what);
        }
    }
}
