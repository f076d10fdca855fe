package dev.llmfit.sizing.speed;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What RPC servers cost beside their arithmetic. Devices work one after another; for each that is behind a server a step sends its inputs
 * and the graph, and waits for what the next one needs. Weights are sent once, when the model is loaded.
 *
 * <p>Source: {@code ggml-rpc.cpp} and {@code ggml_backend_sched_compute_splits} of b11434. Inputs go as {@code SET_TENSOR} and are not
 * answered: the embeddings, positions, slots of the cache and the mask of attention, each behind a header. A graph goes as
 * {@code GRAPH_COMPUTE}, or as {@code GRAPH_RECOMPUTE} of 13 bytes if it was the last one (protocol 3.6 and later); it is not answered
 * either. The results are asked for with {@code GET_TENSOR}: that is the only round trip of a device and step. Where the output layer is
 * behind a server, its results are the logits of the whole vocabulary. A tensor that stays on one server is copied there
 * ({@code COPY_TENSOR}), which is a round trip too.
 */
final class NetworkHops {
    /** {@code SET_TENSOR} before its data: command, size, {@code rpc_tensor} of 296 bytes, cache flag, offset. */
    private static final int SET = 1 + 8 + 296 + 1 + 8;

    /** A {@code GET_TENSOR} with the size of its answer: command, size, {@code rpc_tensor}, offset, size; size. */
    private static final int GET = 1 + 8 + 296 + 8 + 8 + 8;

    /** A {@code GRAPH_RECOMPUTE}: command, size, device. */
    private static final int RECOMPUTE = 1 + 8 + 4;

    /** Inputs of a device beside embeddings and masks: positions, slots of keys, slots of values, rows of the output. */
    private static final int SMALL_INPUTS = 4;

    /** Bytes of them for one token: a position in 32 bits, two slots in 64. */
    private static final int SMALL_BYTES = 4 + 8 + 8;

    /**
     * Bytes of a layer in {@code GRAPH_COMPUTE}: 12,867 of a layer of nine tensors (SmolLM2 135M on b11434: 205,877 bytes for 16
     * layers), 296 for each tensor and 8 for each node.
     */
    private static final int GRAPH = 12_867;

    /** Cells to which the cache that attention sees is rounded up ({@code llama_kv_cache::get_n_kv}); then the graph is a new one. */
    private static final int CELLS = 256;

    /**
     * Times that the embeddings of a batch are sent to the device of the first layer: b11434 also sends the rows of a batch that mixes
     * tokens and embeddings, whether it does or not ({@code build_inp_embd} in {@code llama-graph.cpp}). The few architectures without such batches send a third.
     */
    private static final int EMBEDDINGS = 3;

    /**
     * Layers that a device computes one after the other.
     *
     * @param device its index, or -1 for the host
     * @param from first layer
     * @param to layer after the last, where the output counts as one
     */
    private record Stretch(int device, int from, int to) {}

    private final SpeedRequest request;
    private final List<Stretch> stretches;

    private NetworkHops(SpeedRequest request, List<Stretch> stretches) {
        this.request = request;
        this.stretches = stretches;
    }

    /** Returns the hops of a launch. */
    static NetworkHops of(SpeedRequest request) {
        List<Stretch> stretches = new ArrayList<>();
        int from = 0;
        int all = request.work().layers().size() + 1;
        for (int il = 1; il <= all; il++) {
            if (il == all || !request.deviceOf(il).equals(request.deviceOf(from))) {
                stretches.add(new Stretch(request.deviceOf(from).orElse(-1), from, il));
                from = il;
            }
        }
        return new NetworkHops(request, stretches);
    }

    /** Returns how many devices with layers are behind a server. */
    int count() {
        return (int) stretches.stream()
                .filter(s -> isRemote(s.device()))
                .mapToInt(Stretch::device)
                .distinct()
                .count();
    }

    /** Returns the share of the layers that the last device has, which works while the others take the next ubatch; 0 for the host. */
    double lastShare() {
        Stretch last = stretches.getLast();
        return isRemote(last.device())
                ? (last.to() - last.from()) / (double) (request.work().layers().size() + 1)
                : 0;
    }

    /** Returns the tokens of a full ubatch. */
    int ubatch() {
        int batch = Math.max(1, request.options().nBatch());
        int ubatch = request.options().nUbatch();
        return ubatch > 0 ? Math.min(ubatch, batch) : batch;
    }

    /** Returns the seconds that the whole prompt spends on the network. */
    double prompt() {
        double t = 0;
        int left = request.nPrompt();
        while (left > 0) {
            int tokens = Math.min(ubatch(), left);
            t += prompt(tokens, (double) request.depth() + request.nPrompt() - left, tokens == left);
            left -= tokens;
        }
        return t;
    }

    /** Returns the seconds that one generated token of each sequence spends on the network. */
    double generating() {
        double cells = request.depth() + request.nGen() / 2.0;
        return seconds(request.sequences(), request.sequences(), cells, 1.0 / CELLS);
    }

    /**
     * Returns the seconds that a ubatch of a prompt spends on the network.
     *
     * @param tokens of the ubatch
     * @param before tokens in the context before
     * @param last whether it is the prompt's last, whose last token gets logits
     */
    double prompt(int tokens, double before, boolean last) {
        return seconds(tokens, last ? 1 : 0, before + tokens, 1);
    }

    private double seconds(int tokens, int outputs, double cells, double newGraphs) {
        double t = 0;
        for (int i = 0; i < stretches.size(); i++) {
            Stretch s = stretches.get(i);
            if (isRemote(s.device())) {
                boolean end = i == stretches.size() - 1;
                double bytes =
                        sent(i, tokens, cells, newGraphs) + (end ? logits(outputs) : handedOn(i, tokens, outputs));
                boolean waits = !end || outputs > 0;
                t += (waits ? trip(s.device()) : 0)
                        + bytes / link(s.device()).rate(device(s.device()).backend());
            }
        }
        return t;
    }

    private double sent(int i, int tokens, double cells, double newGraphs) {
        Stretch s = stretches.get(i);
        boolean first = s.from() == 0;
        int copies = first ? EMBEDDINGS : 1;
        if (!first && sameServer(stretches.get(i - 1), s)) {
            copies = 0;
        }
        double embeddings = copies * (SET + (double) tokens * width() * Float.BYTES);
        double small = SMALL_INPUTS * SET + (double) tokens * SMALL_BYTES;
        return embeddings + small + masks(s, tokens, cells) + RECOMPUTE + newGraphs * graph(s);
    }

    /** Returns the bytes of the masks: one for all layers of a window, of 16 bits with flash attention, else of 32. */
    private double masks(Stretch s, int tokens, double cells) {
        Set<Integer> windows = new HashSet<>();
        for (int il = s.from(); il < Math.min(s.to(), request.work().layers().size()); il++) {
            LayerWork.Attention a = request.work().layers().get(il).attention();
            if (a.flops() > 0) {
                windows.add(a.window());
            }
        }
        double bytes = 0;
        for (int window : windows) {
            double seen = window == 0
                    ? cells
                    : Math.min(cells, window + (double) request.options().nUbatch());
            double rounded = Math.ceil(Math.max(seen, 1) / CELLS) * CELLS;
            bytes += SET + rounded * tokens * (request.flashAttn() ? Short.BYTES : Float.BYTES);
        }
        return bytes;
    }

    private double graph(Stretch s) {
        double bytes = 0;
        for (int il = s.from(); il < Math.min(s.to(), request.work().layers().size()); il++) {
            bytes += GRAPH * GpuRates.overhead(request.work().layers().get(il));
        }
        return bytes;
    }

    private double logits(int outputs) {
        return outputs == 0 ? 0 : GET + (double) outputs * request.work().vocabulary() * Float.BYTES;
    }

    /** Returns the bytes that come back for the next device: before the output layer only the rows that get logits. */
    private double handedOn(int i, int tokens, int outputs) {
        Stretch s = stretches.get(i);
        if (sameServer(s, stretches.get(i + 1))) {
            return GET;
        }
        int rows = s.to() == request.work().layers().size() ? outputs : tokens;
        return GET + (double) rows * width() * Float.BYTES;
    }

    private boolean sameServer(Stretch a, Stretch b) {
        return isRemote(a.device())
                && isRemote(b.device())
                && link(a.device()).server().equals(link(b.device()).server());
    }

    private int width() {
        return request.work().layers().getFirst().width();
    }

    private boolean isRemote(int device) {
        return device >= 0 && link(device).roundTrip().isPresent();
    }

    private double trip(int device) {
        return link(device).roundTrip().orElse(0);
    }

    private HostLink link(int device) {
        return device(device).link();
    }

    private SpeedDevice device(int device) {
        return request.devices().get(device);
    }
}
