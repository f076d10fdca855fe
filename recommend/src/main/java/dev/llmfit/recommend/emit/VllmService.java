package dev.llmfit.recommend.emit;

import dev.llmfit.units.Amount;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Texts that start {@code vllm serve}: a command, docker compose, systemd, Kubernetes. Flags and image are those of vLLM 0.33.
 *
 * @param checkpoint a repository of Hugging Face or a folder
 * @param arguments after it
 * @param gpus that it takes, of all its computers
 * @param nodes computers that it takes
 * @param copies of it that serve all users
 * @param maker of the GPUs, for example {@code NVIDIA}; empty if that is not known
 * @param load what a copy takes and serves
 * @param before what is to be done before it starts, one sentence each
 * @param byHand what else is to be done where nothing but a person starts copies and computers, one sentence each
 */
public record VllmService(
        String checkpoint,
        List<String> arguments,
        int gpus,
        int nodes,
        int copies,
        String maker,
        Load load,
        List<String> before,
        List<String> byHand) {
    /** The port that {@code vllm serve} listens on by default ({@code openai/cli_args.py}). */
    static final int PORT = 8000;

    /** The maker whose image and devices are written for containers. */
    private static final String NVIDIA = "NVIDIA";

    static final String IMAGE = "vllm/vllm-openai:v0.33.0";

    /** What can be written. */
    public enum Text {
        /** A command line. */
        VLLM(Kind.COMMAND, VllmService::command),
        /** A file of docker compose. */
        COMPOSE(Kind.CONTAINER, VllmService::compose),
        /** A unit. */
        SYSTEMD(Kind.COMMAND, VllmService::systemd),
        /** A Deployment and a Service. */
        KUBERNETES(Kind.CLUSTER, VllmManifest::deployment),
        /** A LeaderWorkerSet and a Service, for several computers. */
        LWS(Kind.CLUSTER, VllmManifest::leaderWorkerSet),
        /** A RayService of KubeRay. */
        KUBERAY(Kind.CLUSTER, VllmManifest::rayService);

        private final Kind kind;
        private final Function<VllmService, String> writer;

        Text(Kind kind, Function<VllmService, String> writer) {
            this.kind = kind;
            this.writer = writer;
        }

        /** Who starts it. */
        private enum Kind {
            COMMAND,
            CONTAINER,
            CLUSTER
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
            boolean one = this == COMPOSE || this == SYSTEMD || this == KUBERNETES;
            if (one && service.nodes() > 1) {
                return Optional.of(id() + " is written for one computer, and it takes " + service.nodes());
            }
            if (this == LWS && service.nodes() == 1) {
                return Optional.of(id() + " is written for several computers, and one holds it");
            }
            return kind == Kind.COMMAND
                            || service.maker().isEmpty()
                            || service.maker().equals(NVIDIA)
                    ? Optional.empty()
                    : Optional.of(id() + " is written for cards of " + NVIDIA
                            + " alone, whose image and devices it names; " + "these are of " + service.maker());
        }

        /** Returns the texts that can be written. */
        public static List<String> possible(VllmService service) {
            return Stream.of(values())
                    .filter(t -> t.obstacle(service).isEmpty())
                    .map(Text::id)
                    .toList();
        }

        /** Writes the text. */
        public String emit(VllmService service) {
            Stream<String> told = kind == Kind.CLUSTER
                    ? service.before().stream()
                    : Stream.concat(service.before().stream(), service.byHand().stream());
            return told.map(b -> "# " + b + "\n").collect(Collectors.joining()) + writer.apply(service);
        }
    }

    /**
     * What a copy takes and serves.
     *
     * @param most memory of each of its GPUs
     * @param users that it serves at the same time
     */
    public record Load(Bytes most, int users) {}

    public VllmService {
        arguments = List.copyOf(arguments);
        before = List.copyOf(before);
        byHand = List.copyOf(byHand);
        Amount.count(gpus, "gpus");
        Amount.count(nodes, "nodes");
        Amount.count(copies, "copies");
    }

    List<String> words(String... before) {
        List<String> words = new ArrayList<>(List.of(before));
        words.add(checkpoint);
        words.addAll(arguments);
        return words;
    }

    /** Returns the command line, that of the first computer where there are several. */
    public String command() {
        List<String> words = words("vllm", "serve");
        if (nodes > 1) {
            words.addAll(rank("0", "FIRST"));
        }
        return ShellQuotes.line(words);
    }

    /** Returns the words that make one of several computers, as {@code engine/arg_utils.py} reads them. */
    List<String> rank(String rank, String first) {
        return List.of("--nnodes", Integer.toString(nodes), "--node-rank", rank, "--master-addr", first);
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

    String slug() {
        return Plan.slug("vllm-" + checkpoint.substring(checkpoint.lastIndexOf('/') + 1));
    }
}
