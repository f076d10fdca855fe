package dev.llmfit.recommend.emit;

import dev.llmfit.units.Amount;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Texts that start {@code vllm serve}: a command, docker compose, systemd, Kubernetes. Flags and image are those of vLLM 0.33; several
 * nodes are not written.
 *
 * @param checkpoint a repository of Hugging Face or a folder
 * @param arguments after it
 * @param gpus that it takes, of all its computers
 * @param nodes computers that it takes
 * @param maker of them, for example {@code NVIDIA}; empty if that is not known
 * @param before what is to be done before it starts, one sentence each
 */
public record VllmService(
        String checkpoint, List<String> arguments, int gpus, int nodes, String maker, List<String> before) {
    /** The port that {@code vllm serve} listens on by default ({@code openai/cli_args.py}). */
    private static final int PORT = 8000;

    /** The maker whose image and devices are written for containers. */
    private static final String NVIDIA = "NVIDIA";

    private static final String IMAGE = "vllm/vllm-openai:v0.33.0";

    /** What can be written. */
    public enum Text {
        /** A command line. */
        VLLM(false, VllmService::command),
        /** A file of docker compose. */
        COMPOSE(true, VllmService::compose),
        /** A unit. */
        SYSTEMD(false, VllmService::systemd),
        /** A Deployment and a Service. */
        KUBERNETES(true, VllmService::kubernetes);

        private final boolean container;
        private final Function<VllmService, String> writer;

        Text(boolean container, Function<VllmService, String> writer) {
            this.container = container;
            this.writer = writer;
        }

        /** Returns the name on the command line. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Returns the text with a name. */
        public static Optional<Text> byId(String id) {
            return Stream.of(values()).filter(t -> t.id().equals(id)).findFirst();
        }

        /** Returns all names. */
        public static List<String> ids() {
            return Stream.of(values()).map(Text::id).toList();
        }

        /** Returns why the text cannot be written, without a final stop; empty if it can. */
        public Optional<String> obstacle(VllmService service) {
            if (this != VLLM && service.nodes() > 1) {
                return Optional.of(id() + " is written for one computer, and it takes " + service.nodes());
            }
            return !container || service.maker().isEmpty() || service.maker().equals(NVIDIA)
                    ? Optional.empty()
                    : Optional.of(id() + " is written for cards of " + NVIDIA
                            + " alone, whose image and devices it names; " + "these are of " + service.maker());
        }

        /** Writes the text. */
        public String emit(VllmService service) {
            String comments =
                    service.before().stream().map(b -> "# " + b + "\n").collect(Collectors.joining());
            return comments + writer.apply(service);
        }
    }

    public VllmService {
        arguments = List.copyOf(arguments);
        before = List.copyOf(before);
        Amount.count(gpus, "gpus");
        Amount.count(nodes, "nodes");
    }

    private List<String> words(String... before) {
        List<String> words = new ArrayList<>(List.of(before));
        words.add(checkpoint);
        words.addAll(arguments);
        return words;
    }

    /** Returns the command line. */
    public String command() {
        return ShellQuotes.line(words("vllm", "serve"));
    }

    private String compose() {
        return """
                services:
                  %s:
                    image: %s
                    command: %s
                    ipc: host
                    ports: ["127.0.0.1:%d:%d"]
                    volumes: ["./huggingface:/root/.cache/huggingface"]
                    environment: ["HF_TOKEN"]
                    restart: unless-stopped
                    deploy:
                      resources:
                        reservations:
                          devices:
                            - driver: nvidia
                              count: %d
                              capabilities: [gpu]
                """.formatted(slug(), IMAGE, Service.jsonWords(words(), w -> w.replace("$", "$$")), PORT, PORT, gpus);
    }

    private String systemd() {
        List<String> words = words("/opt/vllm/bin/vllm", "serve");
        words.addAll(List.of("--host", "127.0.0.1", "--port", Integer.toString(PORT)));
        return """
                [Unit]
                Description=vLLM with %s
                After=network-online.target
                Wants=network-online.target

                [Service]
                ExecStart=%s
                Environment=HOME=/var/lib/vllm HF_HOME=/var/lib/vllm/huggingface
                Restart=on-failure
                # loading and compiling take minutes
                TimeoutStartSec=infinity
                DynamicUser=yes
                StateDirectory=vllm

                [Install]
                WantedBy=multi-user.target
                """.formatted(checkpoint.replace("%", "%%"), Service.systemdWords(words));
    }

    private String kubernetes() {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: %1$s
                spec:
                  replicas: 1
                  selector:
                    matchLabels: {app: %1$s}
                  strategy: {type: Recreate}
                  template:
                    metadata:
                      labels: {app: %1$s}
                    spec:
                      containers:
                        - name: vllm
                          image: %2$s
                          args: %3$s
                          env:
                            - name: HF_TOKEN
                              valueFrom:
                                secretKeyRef: {name: hf-token, key: token, optional: true}
                          ports:
                            - containerPort: %4$d
                          # loading and compiling take minutes: an hour at most
                          startupProbe:
                            httpGet: {path: /health, port: %4$d}
                            periodSeconds: 10
                            failureThreshold: 360
                          readinessProbe:
                            httpGet: {path: /health, port: %4$d}
                          resources:
                            limits:
                              nvidia.com/gpu: %5$d
                          volumeMounts:
                            - {name: models, mountPath: /root/.cache/huggingface}
                            - {name: shm, mountPath: /dev/shm}
                      volumes:
                        - name: models
                          persistentVolumeClaim: {claimName: models}
                        - name: shm
                          emptyDir: {medium: Memory}
                ---
                apiVersion: v1
                kind: Service
                metadata:
                  name: %1$s
                spec:
                  selector: {app: %1$s}
                  ports:
                    - {port: %4$d, targetPort: %4$d}
                """.formatted(slug(), IMAGE, Service.jsonWords(words(), w -> w.replace("$(", "$$(")), PORT, gpus);
    }

    private String slug() {
        return Plan.slug("vllm-" + checkpoint.substring(checkpoint.lastIndexOf('/') + 1));
    }
}
