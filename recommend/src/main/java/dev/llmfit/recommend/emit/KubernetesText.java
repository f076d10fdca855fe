package dev.llmfit.recommend.emit;

import dev.llmfit.probe.kubernetes.NodeLabel;
import dev.llmfit.units.Bytes;
import java.util.Locale;

/** Parts of manifests that every model server needs: nodes that it fits on, and a number of servers that follows its users. */
final class KubernetesText {
    /** Share of a server's places above which another one is started: at the whole of them requests wait already. */
    private static final double BUSY = 0.8;

    /** Servers that an autoscaler may start, which people set as their cluster is; judgement. */
    private static final int MOST = 10;

    /** Thousandths, in which Kubernetes writes quantities below one ({@code m}). */
    private static final int MILLI = 1000;

    private KubernetesText() {}

    /**
     * Returns lines of a pod's specification that keep it to nodes whose GPUs hold it: by the labels that {@code probe --node-features}
     * gives a node, else by those of NVIDIA's GPU feature discovery ({@code nvidia.com/gpu.memory}, MiB), else any node.
     *
     * @param margin spaces before each line
     */
    static String placement(int gpus, Bytes most, boolean nvidia, int margin) {
        if (gpus == 0) {
            return "";
        }
        String ours = NodeLabel.GPU_COUNT.key();
        String theirs = "nvidia.com/gpu.memory";
        long beyond = Math.max(0, (long) Math.ceil(most.mib()) - 1);
        StringBuilder terms = new StringBuilder(term(more(NodeLabel.GPU_MEMORY.key(), beyond), more(ours, gpus - 1L)));
        if (nvidia) {
            terms.append(term(absent(ours), more(theirs, beyond), more("nvidia.com/gpu.count", gpus - 1L)));
            terms.append(term(absent(ours), absent(theirs)));
        } else {
            terms.append(term(absent(ours)));
        }
        return ("""
                # nodes whose GPUs hold it; nodes without labels are not left out
                affinity:
                  nodeAffinity:
                    requiredDuringSchedulingIgnoredDuringExecution:
                      nodeSelectorTerms:
                """ + terms).indent(margin);
    }

    private static String term(String... expressions) {
        return "        - matchExpressions:\n            - " + String.join("\n            - ", expressions) + "\n";
    }

    private static String more(String key, long than) {
        return "{key: " + key + ", operator: Gt, values: [\"" + than + "\"]}";
    }

    private static String absent(String key) {
        return "{key: " + key + ", operator: DoesNotExist}";
    }

    /**
     * Returns a document that starts another server where the requests under way come near what each can answer at a time, and ends one
     * again; empty for a server of one user.
     *
     * @param scaled what is scaled
     * @param gauge the gauge of requests under way, as the server writes it
     * @param each requests that a server answers at a time
     */
    static String autoscaler(String name, Scaled scaled, String gauge, int each) {
        if (each < 2) {
            return "";
        }
        return String.format(
                Locale.ROOT,
                """
                ---
                # Another server where four of five places are taken. The cluster has the metric by Prometheus and its adapter:
                # seriesQuery: '%2$s'; name: {as: %3$s}
                apiVersion: autoscaling/v2
                kind: HorizontalPodAutoscaler
                metadata:
                  name: %1$s
                spec:
                  scaleTargetRef: {apiVersion: %5$s, kind: %6$s, name: %1$s}
                  minReplicas: %7$d
                  maxReplicas: %8$d # the nodes that may be taken
                  metrics:
                    - type: Pods
                      pods:
                        metric: {name: %3$s}
                        target: {type: AverageValue, averageValue: %4$s}
                """,
                name,
                gauge,
                gauge.replace(':', '_'),
                Math.round(each * BUSY * MILLI) + "m",
                scaled.api(),
                scaled.kind(),
                scaled.least(),
                Math.max(MOST, scaled.least()));
    }

    /**
     * What an autoscaler sets the number of.
     *
     * @param least servers that run without users
     */
    record Scaled(String api, String kind, int least) {
        /** Returns a Deployment. */
        static Scaled deployment(int least) {
            return new Scaled("apps/v1", "Deployment", least);
        }
    }
}
