package dev.llmfit.probe.assembly;

import dev.llmfit.probe.Backend;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.units.LowerCase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Hides GPUs that an environment variable hides from the runtime, and puts the others in the variable's order. Rules of CUDA
 * and HIP: indices count the GPUs that the backend can drive; the list ends at the first entry that names no GPU, so that
 * {@code 0,9,1} shows one and {@code -1} none; a UUID may be shortened.
 */
final class VisibleDevices {
    /**
     * A variable.
     *
     * @param container whether a container runtime has applied it already: the indices are then those of the host
     */
    private record Variable(String name, Backend backend, boolean container) {}

    /** In the order in which runtimes apply them: HIP's indices count what ROCR leaves. */
    private static final List<Variable> VARIABLES = List.of(
            new Variable("NVIDIA_VISIBLE_DEVICES", Backend.CUDA, true),
            new Variable("CUDA_VISIBLE_DEVICES", Backend.CUDA, false),
            new Variable("ROCR_VISIBLE_DEVICES", Backend.ROCM, false),
            new Variable("HIP_VISIBLE_DEVICES", Backend.ROCM, false),
            new Variable("GPU_DEVICE_ORDINAL", Backend.ROCM, false),
            new Variable("GGML_VK_VISIBLE_DEVICES", Backend.VULKAN, false));

    private static final String ONEAPI = "ONEAPI_DEVICE_SELECTOR";

    private VisibleDevices() {}

    /** Returns the GPUs, those that are hidden marked as excluded. */
    static List<GpuFacts> apply(List<GpuFacts> gpus, Map<String, String> environment) {
        // A profile may hold the same object several times; below they are told apart by identity.
        List<GpuFacts> result = gpus.stream().map(g -> g.change().build()).toList();
        for (Variable variable : VARIABLES) {
            String value = environment.get(variable.name());
            if (value != null && !value.strip().equals("all")) {
                result = restrict(result, variable, value);
            }
        }
        String oneApi = environment.get(ONEAPI);
        return oneApi == null ? result : selectOneApi(result, oneApi);
    }

    private static List<GpuFacts> restrict(List<GpuFacts> gpus, Variable variable, String value) {
        List<GpuFacts> candidates = gpus.stream()
                .filter(g -> g.backends().contains(variable.backend())
                        && g.exclusion().isEmpty())
                .toList();
        List<String> wanted = List.of(value.split(",", -1));
        boolean nothing = value.isBlank() || value.equals("void") || value.equals("none");
        if (variable.container() && !nothing && wanted.size() >= candidates.size()) {
            return gpus; // only those are in the container, and they are numbered anew
        }
        List<GpuFacts> shown = new ArrayList<>();
        for (String one : wanted) {
            Set<GpuFacts> seen = identities(shown);
            List<GpuFacts> named = named(one.strip(), candidates).stream()
                    .filter(g -> !seen.contains(g))
                    .toList();
            if (named.isEmpty()) {
                break; // names no GPU, or one for the second time
            }
            shown.addAll(named);
        }
        return merged(gpus, candidates, shown, variable.name(), variable.backend());
    }

    /** Returns the GPU of this index, UUID or address; all if UUIDs are not known here, since the runtime decides then. */
    private static List<GpuFacts> named(String id, List<GpuFacts> candidates) {
        if (id.isEmpty()) {
            return List.of();
        }
        if (id.chars().allMatch(Character::isDigit)) {
            int index = id.length() < 4 ? Integer.parseInt(id) : Integer.MAX_VALUE;
            return index < candidates.size() ? List.of(candidates.get(index)) : List.of();
        }
        if (id.startsWith("GPU-") || id.startsWith("MIG-")) {
            boolean known = candidates.stream().anyMatch(g -> g.uuid().isPresent());
            return known
                    ? candidates.stream()
                            .filter(g -> g.uuid().filter(u -> u.startsWith(id)).isPresent())
                            .limit(1)
                            .toList()
                    : candidates;
        }
        return candidates.stream()
                .filter(g -> id.length() > 3
                        && g.busAddress().filter(a -> a.endsWith(id)).isPresent())
                .limit(1)
                .toList();
    }

    /** Puts what is shown on the places of the candidates, then the hidden ones; all others stay where they are. */
    private static List<GpuFacts> merged(
            List<GpuFacts> gpus, List<GpuFacts> candidates, List<GpuFacts> shown, String variable, Backend backend) {
        List<GpuFacts> ordered = new ArrayList<>(shown);
        Set<GpuFacts> seen = identities(shown);
        for (GpuFacts gpu : candidates) {
            if (seen.contains(gpu)) {
                continue;
            }
            // A GPU that another backend drives first is not lost to it.
            boolean hidden = gpu.backends().getFirst() == backend;
            ordered.add(
                    hidden
                            ? gpu.change()
                                    .exclusion(Optional.of(variable + " hides it."))
                                    .build()
                            : gpu);
        }
        List<GpuFacts> result = new ArrayList<>();
        int next = 0;
        for (GpuFacts gpu : gpus) {
            boolean candidate =
                    gpu.backends().contains(backend) && gpu.exclusion().isEmpty();
            result.add(candidate ? ordered.get(next++) : gpu);
        }
        return result;
    }

    /** Two cards of one kind may be equal as values. */
    private static Set<GpuFacts> identities(List<GpuFacts> gpus) {
        Set<GpuFacts> set = Collections.newSetFromMap(new IdentityHashMap<>());
        set.addAll(gpus);
        return set;
    }

    /** {@code level_zero:0,1}, {@code *:gpu}, {@code opencl:cpu}, {@code !level_zero:1}; terms are separated by semicolons. */
    private static List<GpuFacts> selectOneApi(List<GpuFacts> gpus, String selector) {
        List<String> accepted = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (String term : LowerCase.of(selector).split(";", -1)) {
            int colon = term.indexOf(':');
            String runtime = colon < 0 ? term : term.substring(0, colon).replace("!", "");
            if (runtime.strip().equals("level_zero") || runtime.strip().equals("*")) {
                String devices = colon < 0 ? "*" : term.substring(colon + 1);
                (term.strip().startsWith("!") ? refused : accepted).addAll(List.of(devices.split(",", -1)));
            }
        }
        boolean onlyRefused = accepted.isEmpty() && !refused.isEmpty();
        List<GpuFacts> result = new ArrayList<>();
        int index = 0;
        for (GpuFacts gpu : gpus) {
            boolean drives = !gpu.backends().isEmpty()
                    && gpu.backends().getFirst() == Backend.SYCL
                    && gpu.exclusion().isEmpty();
            boolean visible = !drives || ((onlyRefused || matches(accepted, index)) && !matches(refused, index));
            index += drives ? 1 : 0;
            result.add(
                    visible
                            ? gpu
                            : gpu.change()
                                    .exclusion(Optional.of(ONEAPI + " hides it."))
                                    .build());
        }
        return result;
    }

    private static boolean matches(List<String> devices, int index) {
        return devices.stream()
                .map(String::strip)
                .anyMatch(d -> d.equals("*") || d.equals("gpu") || d.equals(Integer.toString(index)));
    }
}
