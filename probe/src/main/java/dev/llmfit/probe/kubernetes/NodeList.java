package dev.llmfit.probe.kubernetes;

import dev.llmfit.json.Json;
import dev.llmfit.json.JsonArray;
import dev.llmfit.json.JsonException;
import dev.llmfit.json.JsonObject;
import dev.llmfit.json.JsonValue;
import dev.llmfit.probe.hardware.HardwareException;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.units.Hint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a list of nodes. GPUs are named by the labels of NVIDIA's GPU feature discovery (github.com/NVIDIA/k8s-device-plugin,
 * docs/gpu-feature-discovery) and of AMD's node labeller (github.com/ROCm/k8s-device-plugin), else by the type of a rented machine; how
 * many there are, and how much RAM and how many cores pods may use, is what the kubelet says is allocatable
 * (kubernetes.io/docs/tasks/administer-cluster/reserve-compute-resources). What pods ask for stands in no node list.
 */
public final class NodeList {
    /** Nodes of a list; the most that Kubernetes is built for is 5,000 (kubernetes.io/docs/setup/best-practices/cluster-large). */
    public static final int MOST_NODES = 10_000;

    /** A subdomain as RFC 1123 has it, which names of nodes are. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

    /** A label value, which may be empty. */
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");

    /** Quantities of memory and processors (kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity). */
    private static final Pattern QUANTITY =
            Pattern.compile("(\\d{1,18})(\\.\\d{1,9})?(m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi|[eE]\\d{1,2})?");

    private static final Map<String, Double> UNITS = Map.ofEntries(
            Map.entry("m", 1e-3),
            Map.entry("k", 1e3),
            Map.entry("M", 1e6),
            Map.entry("G", 1e9),
            Map.entry("T", 1e12),
            Map.entry("P", 1e15),
            Map.entry("Ki", 0x1p10),
            Map.entry("Mi", 0x1p20),
            Map.entry("Gi", 0x1p30),
            Map.entry("Ti", 0x1p40),
            Map.entry("Pi", 0x1p50));

    /** Resources that GPUs are asked for by, with the label of their name. */
    private static final Map<String, List<String>> GPUS = Map.of(
            "nvidia.com/gpu",
            List.of("nvidia.com/gpu.product"),
            "amd.com/gpu",
            List.of("amd.com/gpu.product-name", "beta.amd.com/gpu.product-name"));

    private static final List<String> INSTANCE =
            List.of("node.kubernetes.io/instance-type", "beta.kubernetes.io/instance-type");

    private NodeList() {}

    /** Returns whether a text may be meant as a list of nodes, or as one. */
    public static boolean is(String text) {
        String begin = text.substring(0, Math.min(text.length(), 4096)).stripLeading();
        return begin.startsWith("{") && begin.contains("\"apiVersion\"");
    }

    /**
     * Reads a list, or a single node.
     *
     * @throws HardwareException if the text is neither
     */
    public static List<ClusterNode> read(String text) {
        JsonValue document;
        try {
            document = Json.parse(text);
        } catch (JsonException e) {
            throw wrong("cannot be read: " + e.getMessage());
        }
        List<JsonValue> items = "Node".equals(document.string("kind").orElse(""))
                ? List.of(document)
                : document.get("items")
                        .filter(JsonArray.class::isInstance)
                        .map(a -> ((JsonArray) a).items())
                        .orElseThrow(() -> wrong("has no items"));
        if (items.isEmpty() || items.size() > MOST_NODES) {
            throw wrong(String.format(Locale.ROOT, "holds %,d nodes; 1 to %,d can be read", items.size(), MOST_NODES));
        }
        Set<String> names = new HashSet<>();
        List<ClusterNode> nodes = new ArrayList<>();
        for (JsonValue item : items) {
            ClusterNode node = node(item);
            if (!names.add(node.name())) {
                throw wrong("names " + node.name() + " twice");
            }
            nodes.add(node);
        }
        return nodes;
    }

    private static HardwareException wrong(String what) {
        return new HardwareException(
                Hint.plain("the list of nodes " + what), Hint.plain("write it with kubectl get nodes -o json"));
    }

    private static ClusterNode node(JsonValue item) {
        String name = item.get("metadata").flatMap(m -> m.string("name")).orElse("");
        if (!NAME.matcher(name).matches()) {
            throw wrong("holds a node without a name, or with one that Kubernetes would refuse");
        }
        if (item.get("spec").filter(s -> s.truth("unschedulable")).isPresent()) {
            return leftOut(name, "it takes no pods (unschedulable)");
        }
        JsonValue labels = item.get("metadata")
                .flatMap(m -> m.get("labels"))
                .orElse(JsonObject.builder().build());
        JsonValue status = item.get("status").orElse(JsonObject.builder().build());
        JsonValue free =
                status.get("allocatable").or(() -> status.get("capacity")).orElse(status);
        Optional<Double> memory = quantity(free, "memory").filter(m -> m >= 0x1p20 && m < 0x1p59);
        if (memory.isEmpty()) {
            return leftOut(name, "its status tells no memory");
        }
        String ram = ((long) (double) memory.get() >> 20) + "MiB";
        Optional<String> cores = quantity(free, "cpu")
                .filter(c -> c >= 1 && c <= 4096)
                // two threads of a core count as two of them
                .map(c -> Integer.toString(Math.max(1, (int) (c / 2))));
        if (hasSlices(free)) {
            return leftOut(name, "its GPUs are cut into slices (MIG), which are not placed");
        }
        for (Map.Entry<String, List<String>> gpu : GPUS.entrySet()) {
            Optional<Double> count = quantity(free, gpu.getKey()).filter(c -> c >= 1);
            if (count.isPresent()) {
                return withGpus(name, labels, count.get(), gpu.getKey(), ram, cores);
            }
        }
        return found(name, Optional.empty(), Optional.empty(), ram, cores, Optional.empty());
    }

    private static ClusterNode withGpus(
            String name, JsonValue labels, double offered, String resource, String ram, Optional<String> cores) {
        // with time slicing each card is offered several times
        double replicas = label(labels, "nvidia.com/gpu.replicas")
                .map(NodeList::whole)
                .filter(r -> r > 1)
                .map(Long::doubleValue)
                .orElse(1.0);
        boolean sliced = label(labels, "nvidia.com/gpu.product")
                .filter(p -> p.endsWith("-SHARED"))
                .isPresent();
        int count = (int) Math.min(Integer.MAX_VALUE, Math.floor(offered / (sliced || replicas > 1 ? replicas : 1)));
        Optional<String> product = GPUS.getOrDefault(resource, List.of()).stream()
                .flatMap(l -> label(labels, l).stream())
                .findFirst();
        if (product.filter(p -> p.contains("-MIG-")).isPresent()) {
            return leftOut(name, "its GPUs are cut into slices (MIG), which are not placed");
        }
        if (count < 1) {
            return leftOut(name, "none of its GPUs is free for pods");
        }
        if (product.isPresent()) {
            return found(name, product.map(NodeList::words), Optional.of(count), ram, cores, Optional.empty());
        }
        Optional<String> type =
                INSTANCE.stream().flatMap(l -> label(labels, l).stream()).findFirst();
        if (type.isPresent()) {
            String note = name + " has no label of its GPUs: taken is what its type " + type.get() + " has.";
            return found(name, type, Optional.of(count), ram, cores, Optional.of(note));
        }
        return leftOut(
                name,
                "its GPUs have no name: neither " + resource + ".product nor a type of a rented machine is a label");
    }

    private static ClusterNode found(
            String name,
            Optional<String> hardware,
            Optional<Integer> gpus,
            String ram,
            Optional<String> cores,
            Optional<String> note) {
        try {
            HardwareSelector machine = HardwareSelector.parse(
                            hardware, Optional.empty(), Optional.of(ram), gpus, Optional.empty())
                    .around(Optional.empty(), cores, Optional.of("linux"));
            return new ClusterNode(name, Optional.of(machine), note);
        } catch (HardwareException e) {
            return leftOut(name, String.valueOf(e.getMessage()));
        }
    }

    private static ClusterNode leftOut(String name, String why) {
        return new ClusterNode(name, Optional.empty(), Optional.of(name + " is left out: " + why + "."));
    }

    /** {@code NVIDIA-A100-SXM4-80GB}, {@code AMD_Instinct_MI300X_OAM}: words with hyphens for blanks. */
    private static String words(String label) {
        return label.replaceFirst("-SHARED$", "")
                .replaceAll("[-_]+", " ")
                .replaceFirst(" OAM$", "")
                .strip();
    }

    private static boolean hasSlices(JsonValue resources) {
        return resources instanceof JsonObject o
                && o.members().keySet().stream()
                        .anyMatch(r -> r.startsWith("nvidia.com/mig-")
                                && quantity(o, r).filter(q -> q > 0).isPresent());
    }

    private static Optional<String> label(JsonValue labels, String name) {
        return labels.string(name).filter(v -> LABEL.matcher(v).matches());
    }

    private static long whole(String text) {
        return text.matches("\\d{1,9}") ? Long.parseLong(text) : 0;
    }

    private static Optional<Double> quantity(JsonValue resources, String name) {
        OptionalLong whole = resources.integer(name);
        Optional<String> text =
                whole.isPresent() ? Optional.of(Long.toString(whole.getAsLong())) : resources.string(name);
        return text.map(QUANTITY::matcher).filter(Matcher::matches).map(NodeList::number);
    }

    private static double number(Matcher m) {
        double number = Double.parseDouble(m.group(1) + (m.group(2) == null ? "" : m.group(2)));
        String unit = m.group(3) == null ? "" : m.group(3);
        if (unit.startsWith("e") || unit.startsWith("E")) {
            return number * Math.pow(10, Integer.parseInt(unit.substring(1)));
        }
        return number * UNITS.getOrDefault(unit, 1.0);
    }
}
