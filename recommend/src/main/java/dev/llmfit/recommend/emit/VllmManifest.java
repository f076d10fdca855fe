package dev.llmfit.recommend.emit;

import dev.llmfit.recommend.emit.KubernetesText.Scaled;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Objects of Kubernetes that run {@code vllm serve}: a Deployment on one computer, a LeaderWorkerSet (sigs.k8s.io/lws) over several, a
 * RayService (KubeRay) over any number.
 */
final class VllmManifest {
    /** The gauge of requests under way ({@code v1/metrics/loggers.py}). */
    private static final String RUNNING = "vllm:num_requests_running";

    /** The release of Ray and its image of KubeRay's samples ({@code ray-service.high-throughput-llm.yaml}). */
    private static final String RAY = "2.56.0";

    private static final String RAY_IMAGE = "rayproject/ray-llm:" + RAY + "-py312-cu130";

    /** Spaces before a line of a Deployment's pod. */
    private static final int POD = 6;

    /** Spaces before a line of a pod of a LeaderWorkerSet. */
    private static final int DEEP_POD = 8;

    /** Spaces before a line of the pod of a RayCluster's worker. */
    private static final int RAY_POD = 12;

    /** Spaces before a volume of that pod. */
    private static final int RAY_VOLUMES = 14;

    /** Spaces before a line of a container of a RayCluster's head. */
    private static final int RAY_HEAD = 14;

    /** Spaces before a line of a container of a RayCluster's worker. */
    private static final int RAY_WORKER = 16;

    /** Spaces before a line of a container of a pod. */
    private static final int CONTAINER = 4;

    /** Spaces before a volume of a pod. */
    private static final int LIST = 2;

    private static final String DATA = "--data-parallel-size";

    private static final String TOKEN = """
            env:
              - name: HF_TOKEN
                valueFrom:
                  secretKeyRef: {name: hf-token, key: token, optional: true}
            """;

    private static final String VOLUMES = """
            - name: models
              persistentVolumeClaim: {claimName: models}
            - name: shm
              emptyDir: {medium: Memory}
            """;

    private VllmManifest() {}

    static String deployment(VllmService service) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: %1$s
                spec:
                  replicas: %2$d
                  selector:
                    matchLabels: {app: %1$s}
                  strategy: {type: Recreate}
                  template:
                    metadata:
                      labels: {app: %1$s}%3$s
                    spec:
                %4$s---
                %5$s%6$s""".formatted(
                        service.slug(),
                        service.copies(),
                        service.load().users() > 1
                                ? "\n      annotations: {prometheus.io/scrape: \"true\", prometheus.io/port: \""
                                        + VllmService.PORT + "\"}"
                                : "",
                        pod(service, words(service.words()), true).indent(POD),
                        exposed(service, ""),
                        KubernetesText.autoscaler(
                                service.slug(),
                                Scaled.deployment(service.copies()),
                                RUNNING,
                                service.load().users()));
    }

    /** Every pod starts vLLM itself: 0.33 joins computers by processes, and its package brings no Ray. */
    static String leaderWorkerSet(VllmService service) {
        List<String> leader = new ArrayList<>(words(service.words()));
        leader.addAll(service.rank("0", "$(LWS_LEADER_ADDRESS)"));
        List<String> worker = new ArrayList<>(words(service.words()));
        worker.addAll(service.rank("$(LWS_WORKER_INDEX)", "$(LWS_LEADER_ADDRESS)"));
        worker.add("--headless");
        return """
                # LeaderWorkerSet is no part of Kubernetes: install sigs.k8s.io/lws first
                apiVersion: leaderworkerset.x-k8s.io/v1
                kind: LeaderWorkerSet
                metadata:
                  name: %1$s
                spec:
                  replicas: %2$d
                  leaderWorkerTemplate:
                    size: %3$d
                    restartPolicy: RecreateGroupOnPodRestart
                    leaderTemplate:
                      metadata:
                        labels: {app: %1$s, role: leader}
                      spec:
                %4$s    workerTemplate:
                      metadata:
                        labels: {app: %1$s, role: worker}
                      spec:
                %5$s---
                %6$s%7$s""".formatted(
                        service.slug(),
                        service.copies(),
                        service.nodes(),
                        pod(service, leader, true).indent(DEEP_POD),
                        pod(service, worker, false).indent(DEEP_POD),
                        exposed(service, ", role: leader"),
                        KubernetesText.autoscaler(
                                service.slug(),
                                new Scaled("leaderworkerset.x-k8s.io/v1", "LeaderWorkerSet", service.copies()),
                                RUNNING,
                                service.load().users()));
    }

    /** Ray Serve spreads requests over its replicas, so those of one {@code vllm serve} become its own. */
    static String rayService(VllmService service) {
        int replicas = service.copies() * data(service);
        int pods = service.nodes() * service.copies();
        return """
                # RayService is no part of Kubernetes: install the KubeRay operator first. The image has a release of vLLM of its own.
                apiVersion: ray.io/v1
                kind: RayService
                metadata:
                  name: %1$s
                spec:
                  serveConfigV2: |
                    applications:
                      - name: llm
                        route_prefix: /
                        import_path: ray.serve.llm:build_openai_app
                        args:
                          llm_configs:
                            - model_loading_config: {model_id: %2$s, model_source: %2$s}
                              deployment_config: {num_replicas: %3$d, max_ongoing_requests: %4$d}
                              engine_kwargs: %5$s
                  rayClusterConfig:
                    rayVersion: %6$s
                    headGroupSpec:
                      rayStartParams: {dashboard-host: 0.0.0.0, num-cpus: "0"}
                      template:
                        spec:
                          containers:
                            - name: ray-head
                              image: %7$s
                %8$s              ports:
                                - {containerPort: 6379, name: gcs-server}
                                - {containerPort: 8265, name: dashboard}
                                - {containerPort: %9$d, name: serve}
                    workerGroupSpecs:
                      - groupName: gpus
                        replicas: %10$d
                        minReplicas: %10$d
                        maxReplicas: %10$d
                        rayStartParams: {}
                        template:
                          spec:
                %11$s            containers:
                              - name: ray-worker
                                image: %7$s
                %12$s                resources:
                                  limits:
                                    nvidia.com/gpu: %13$d
                                volumeMounts:
                                  - {name: models, mountPath: /home/ray/.cache/huggingface}
                                  - {name: shm, mountPath: /dev/shm}
                            volumes:
                %14$s""".formatted(
                        service.slug(),
                        quoted(service.checkpoint()),
                        replicas,
                        Math.max(1, Math.ceilDiv(service.load().users(), data(service))),
                        keywords(service.arguments()),
                        RAY,
                        RAY_IMAGE,
                        TOKEN.indent(RAY_HEAD),
                        VllmService.PORT,
                        pods,
                        placement(service, RAY_POD),
                        TOKEN.indent(RAY_WORKER),
                        service.gpus() / service.nodes(),
                        VOLUMES.indent(RAY_VOLUMES));
    }

    /** Returns a pod's specification; one that is no leader answers no requests. */
    private static String pod(VllmService service, List<String> words, boolean answers) {
        String probes = """
                ports:
                  - containerPort: %1$d
                # loading and compiling take minutes: an hour at most
                startupProbe:
                  httpGet: {path: /health, port: %1$d}
                  periodSeconds: 10
                  failureThreshold: 360
                readinessProbe:
                  httpGet: {path: /health, port: %1$d}
                """.formatted(VllmService.PORT);
        return placement(service, 0)
                + """
                containers:
                  - name: vllm
                    image: %s
                    args: %s
                %s    resources:
                      limits:
                        nvidia.com/gpu: %d
                    volumeMounts:
                      - {name: models, mountPath: /root/.cache/huggingface}
                      - {name: shm, mountPath: /dev/shm}
                volumes:
                %s""".formatted(
                                VllmService.IMAGE,
                                Service.jsonWords(words, w -> w),
                                (TOKEN + (answers ? probes : "")).indent(CONTAINER),
                                service.gpus() / service.nodes(),
                                VOLUMES.indent(LIST));
    }

    private static String placement(VllmService service, int margin) {
        return KubernetesText.placement(
                service.gpus() / service.nodes(), service.load().most(), true, margin);
    }

    private static String exposed(VllmService service, String leader) {
        return """
                apiVersion: v1
                kind: Service
                metadata:
                  name: %1$s
                spec:
                  selector: {app: %1$s%2$s}
                  ports:
                    - {port: %3$d, targetPort: %3$d}
                """.formatted(service.slug(), leader, VllmService.PORT);
    }

    /** Kubernetes takes {@code $(} in arguments for a variable. */
    private static List<String> words(List<String> words) {
        return words.stream().map(w -> w.replace("$(", "$$(")).toList();
    }

    private static int data(VllmService service) {
        int at = service.arguments().indexOf(DATA);
        return at < 0 ? 1 : Integer.parseInt(service.arguments().get(at + 1));
    }

    /** Returns arguments as keywords of vLLM's {@code AsyncEngineArgs}, which are named like its options. */
    private static String keywords(List<String> arguments) {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i + 1 < arguments.size(); i += 2) {
            String value = arguments.get(i + 1);
            boolean plain = value.startsWith("{") || value.matches("[0-9]+([.][0-9]+)?");
            if (!arguments.get(i).equals(DATA)) {
                pairs.add(quoted(arguments.get(i).substring(2).replace('-', '_').toLowerCase(Locale.ROOT)) + ": "
                        + (plain ? value : quoted(value)));
            }
        }
        return "{" + String.join(", ", pairs) + "}";
    }

    private static String quoted(String word) {
        return Service.jsonWords(List.of(word), w -> w).replaceAll("^.|.$", "");
    }
}
