package dev.llmfit.recommend.emit;

import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Long-running services around {@code llama-server}: docker compose, systemd, Kubernetes. */
final class Service {
    private static final int PORT = 8080;

    /** Room above the planned memory that a limit leaves, so that the limit never ends a healthy server. */
    private static final double LIMIT_SLACK = 1.1;

    private Service() {}

    static String compose(Plan plan) {
        StringBuilder out = new StringBuilder();
        out.append("services:\n  ").append(plan.slug()).append(":\n");
        out.append("    image: ghcr.io/ggml-org/llama.cpp:server")
                .append(plan.gpus() > 0 ? "-cuda" : "")
                .append("\n    command: ")
                .append(jsonWords(containerArguments(plan)))
                .append("\n    ports: [\"127.0.0.1:")
                .append(PORT + ":" + PORT)
                .append("\"]\n    volumes: [\"./models:/models:ro\"]\n    restart: unless-stopped\n");
        out.append("    mem_limit: ").append(mib(plan.host())).append("m\n");
        if (plan.gpus() > 0) {
            out.append("    deploy:\n      resources:\n        reservations:\n          devices:\n")
                    .append("            - driver: nvidia\n              count: ")
                    .append(plan.gpus())
                    .append("\n              capabilities: [gpu]\n");
        }
        return out.toString();
    }

    static String systemd(Plan plan) {
        List<String> words = new ArrayList<>(List.of("/usr/local/bin/llama-server", "-m", plan.file()));
        words.addAll(plan.serverArguments());
        words.addAll(List.of("--host", "127.0.0.1", "--port", Integer.toString(PORT)));
        return """
                [Unit]
                Description=llama-server with %s %s
                After=network.target

                [Service]
                ExecStart=%s
                Restart=on-failure
                DynamicUser=yes
                MemoryHigh=%dM

                [Install]
                WantedBy=multi-user.target
                """.formatted(plan.model(), plan.fileType(), systemdWords(words), mib(plan.host()));
    }

    static String kubernetes(Plan plan) {
        String gpu = plan.gpus() > 0 ? "\n              nvidia.com/gpu: " + plan.gpus() : "";
        String template = """
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
                      labels: {app: %1$s}
                    spec:
                      containers:
                        - name: llama-server
                          image: ghcr.io/ggml-org/llama.cpp:server%2$s
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
                              memory: %5$dMi%7$s
                          volumeMounts:
                            - {name: models, mountPath: /models, readOnly: true}
                      volumes:
                        - name: models
                          persistentVolumeClaim: {claimName: models}
                """;
        return template.formatted(
                plan.slug(),
                plan.gpus() > 0 ? "-cuda" : "",
                jsonWords(containerArguments(plan)),
                PORT,
                mib(plan.host()),
                Math.max(1, plan.threads()),
                gpu);
    }

    private static List<String> containerArguments(Plan plan) {
        List<String> words = new ArrayList<>(List.of("-m", "/models/" + plan.fileName()));
        words.addAll(plan.serverArguments());
        words.addAll(List.of("--host", "0.0.0.0", "--port", Integer.toString(PORT)));
        return words;
    }

    private static long mib(Bytes host) {
        return (long) Math.ceil(host.mib() * LIMIT_SLACK);
    }

    private static String jsonWords(List<String> words) {
        return words.stream()
                .map(w -> "\"" + w.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                .collect(Collectors.joining(", ", "[", "]"));
    }

    /** systemd reads C-like quotes and expands percent signs. */
    private static String systemdWords(List<String> words) {
        return words.stream()
                .map(w -> w.replace("%", "%%"))
                .map(w ->
                        w.indexOf(' ') < 0 ? w : "\"" + w.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                .collect(Collectors.joining(" "));
    }
}
