package dev.llmfit.recommend.emit;

import dev.llmfit.probe.Backend;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Long-running services around {@code llama-server}: docker compose, systemd, Kubernetes. */
final class Service {
    /** The port that llama-server listens on by default ({@code common.h}). */
    private static final int PORT = 8080;

    /** Room above the planned memory that a limit leaves, so that the limit never ends a healthy server. */
    private static final double LIMIT_SLACK = 1.1;

    /** Where the unit looks for a file that is named without its folder; systemd starts services in {@code /}. */
    private static final String MODELS = "/var/lib/llama-server/";

    /** Spaces before a line of the pod's specification. */
    private static final int POD = 6;

    private Service() {}

    static String compose(Plan plan) {
        StringBuilder out = new StringBuilder();
        if (onMetal(plan)) {
            out.append(
                    "# Containers on macOS cannot use the GPU: this runs on the processor. Start llama-server itself instead.\n");
        }
        out.append("services:\n  ").append(plan.slug()).append(":\n");
        out.append("    image: ")
                .append(image(plan))
                .append("\n    command: ")
                .append(jsonWords(containerArguments(plan), w -> w.replace("$", "$$")))
                .append("\n    ports: [\"127.0.0.1:")
                .append(PORT + ":" + PORT)
                .append("\"]\n    volumes: [\"./models:/models")
                .append(fetched(plan) ? "\"]\n    environment: [\"LLAMA_CACHE=/models\"]\n" : ":ro\"]\n")
                .append("    restart: unless-stopped\n");
        out.append("    mem_limit: ").append(limit(plan)).append("m\n");
        return out.append(composeDevices(plan)).toString();
    }

    private static String composeDevices(Plan plan) {
        return switch (container(plan)) {
            case CUDA -> """
                        deploy:
                          resources:
                            reservations:
                              devices:
                                - driver: nvidia
                                  count: %d
                                  capabilities: [gpu]
                    """.formatted(plan.gpus());
            case ROCM ->
                "    devices: [\"/dev/kfd\", \"/dev/dri\"]\n    group_add: [\"video\"]\n    security_opt: [\"seccomp=unconfined\"]\n";
            case VULKAN, SYCL -> "    devices: [\"/dev/dri\"]\n";
            case REFERENCE, METAL, RPC, CPU -> "";
        };
    }

    static String systemd(Plan plan) {
        boolean placed = plan.file().startsWith("/");
        List<String> words = new ArrayList<>(List.of("/usr/local/bin/llama-server"));
        words.addAll(
                fetched(plan) ? plan.modelArguments() : List.of("-m", placed ? plan.file() : MODELS + plan.fileName()));
        words.addAll(plan.boundedArguments());
        words.addAll(plan.chatArguments());
        words.addAll(List.of("--host", "127.0.0.1", "--port", Integer.toString(PORT)));
        return """
                [Unit]
                Description=llama-server with %s %s
                After=network.target

                [Service]
                ExecStart=%s
                Restart=on-failure
                DynamicUser=yes
                StateDirectory=llama-server
                %s# it throttles before it kills: the most that the launch takes, with its caches full, and a tenth
                MemoryHigh=%dM

                [Install]
                WantedBy=multi-user.target
                """.formatted(
                plan.model().replace("%", "%%"),
                plan.fileType(),
                systemdWords(words),
                fetched(plan) ? "Environment=LLAMA_CACHE=" + MODELS.substring(0, MODELS.length() - 1) + "\n" : "",
                limit(plan));
    }

    static String kubernetes(Plan plan) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: %1$s
                spec:
                  replicas: 1
                  selector:
                    matchLabels: {app: %1$s}
                  template:
                    metadata:
                      labels: {app: %1$s}%11$s
                    spec:
                %12$s      containers:
                        - name: llama-server
                          image: %2$s
                          args: %3$s
                          ports:
                            - containerPort: %4$d
                          readinessProbe:
                            httpGet: {path: /health, port: %4$d}
                          resources:
                            requests:
                              memory: %5$dMi
                              cpu: "%6$d"
                            limits:
                              memory: %10$dMi%7$s
                          volumeMounts:
                            - {name: models, mountPath: /models%8$s}%9$s
                      volumes:
                        - name: models
                          persistentVolumeClaim: {claimName: models}
                ---
                apiVersion: v1
                kind: Service
                metadata:
                  name: %1$s
                spec:
                  selector: {app: %1$s}
                  ports:
                    - {port: %4$d, targetPort: %4$d}
                %13$s""".formatted(
                plan.slug(),
                image(plan),
                jsonWords(kubernetesArguments(plan), w -> w.replace("$(", "$$(")),
                PORT,
                mib(plan.host().plus(plan.growth().expected())),
                Math.max(1, plan.threads()),
                gpuResource(plan),
                fetched(plan) ? "" : ", readOnly: true",
                fetched(plan) ? "\n          env:\n            - {name: LLAMA_CACHE, value: /models}" : "",
                limit(plan),
                scaled(plan)
                        ? "\n      annotations: {prometheus.io/scrape: \"true\", prometheus.io/port: \"" + PORT + "\"}"
                        : "",
                KubernetesText.placement(
                        gpuResource(plan).isEmpty() ? 0 : plan.gpus(),
                        plan.cards().most(),
                        container(plan) == Backend.CUDA,
                        POD),
                KubernetesText.autoscaler(
                        plan.slug(),
                        KubernetesText.Scaled.deployment(1),
                        "llamacpp:requests_processing",
                        plan.options().nParallel()));
    }

    /** Tells whether servers are added for more users. */
    private static boolean scaled(Plan plan) {
        return plan.options().nParallel() > 1;
    }

    private static List<String> kubernetesArguments(Plan plan) {
        List<String> words = containerArguments(plan);
        if (scaled(plan)) {
            words.add("--metrics");
        }
        return words;
    }

    /** Tells whether llama.cpp fetches the model by itself, into the folder that {@code LLAMA_CACHE} names. */
    private static boolean fetched(Plan plan) {
        return plan.source().reference().isPresent();
    }

    /** Returns the line that asks for GPUs by the name that the vendor's device plugin gives them. */
    private static String gpuResource(Plan plan) {
        String name = switch (container(plan)) {
            case CUDA -> "nvidia.com/gpu";
            case ROCM -> "amd.com/gpu";
            case SYCL -> "gpu.intel.com/i915";
            case REFERENCE, METAL, VULKAN, RPC, CPU -> "";
        };
        return name.isEmpty() ? "" : "\n              " + name + ": " + plan.gpus();
    }

    /** Returns what drives the GPUs inside a container: a plain GPU counts as NVIDIA's, Metal does not reach into containers. */
    private static Backend container(Plan plan) {
        Backend first = plan.gpus() == 0 ? Backend.CPU : plan.backend().orElse(Backend.CPU);
        return switch (first) {
            case REFERENCE -> Backend.CUDA;
            case METAL, RPC -> Backend.CPU;
            default -> first;
        };
    }

    private static boolean onMetal(Plan plan) {
        return plan.gpus() > 0 && plan.backend().filter(Backend.METAL::equals).isPresent();
    }

    /** Returns the published image with the backend, llama.cpp {@code docs/docker.md}. */
    private static String image(Plan plan) {
        String flavour = switch (container(plan)) {
            case CUDA -> "-cuda";
            case ROCM -> "-rocm";
            case VULKAN -> "-vulkan";
            case SYCL -> "-intel";
            case REFERENCE, METAL, RPC, CPU -> "";
        };
        return "ghcr.io/ggml-org/llama.cpp:server" + flavour;
    }

    private static List<String> containerArguments(Plan plan) {
        List<String> words =
                new ArrayList<>(fetched(plan) ? plan.modelArguments() : List.of("-m", "/models/" + plan.fileName()));
        words.addAll(plan.boundedArguments());
        words.addAll(plan.chatArguments());
        words.addAll(List.of("--host", "0.0.0.0", "--port", Integer.toString(PORT)));
        return words;
    }

    /**
     * Returns the limit in MiB: what the launch takes with its caches full, the process and a tenth. A file that is mapped is charged to the
     * group as page cache; what of it is not among the host's weights can be dropped at any time, so it needs no room.
     */
    private static long limit(Plan plan) {
        return mib(plan.hostPeak());
    }

    private static long mib(Bytes host) {
        return (long) Math.ceil(host.mib() * LIMIT_SLACK);
    }

    /** Returns words as a list that JSON and YAML read alike, after the replacement that a format's own variables need. */
    static String jsonWords(List<String> words, UnaryOperator<String> variables) {
        return words.stream()
                .map(variables)
                .map(w -> "\"" + w.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                .collect(Collectors.joining(", ", "[", "]"));
    }

    /** Quotes words for {@code ExecStart=}: C-like quotes; percent and dollar signs are doubled, for both begin variables. */
    static String systemdWords(List<String> words) {
        return words.stream()
                .map(w -> w.replace("%", "%%").replace("$", "$$"))
                .map(w -> plain(w) ? w : "\"" + w.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                .collect(Collectors.joining(" "));
    }

    private static boolean plain(String word) {
        return word.toLowerCase(Locale.ROOT)
                .chars()
                .allMatch(c -> Character.isLetterOrDigit(c) || "-_./:=,@+%$".indexOf(c) >= 0);
    }
}
