package dev.llmfit.sizing.speed;

import dev.llmfit.gguf.GgmlType;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A launch whose speed is asked for.
 *
 * @param work what a token of the model costs
 * @param placed where the weights lie
 * @param options launch options; {@code n_ubatch}, KV types, {@code op_offload} and {@code no_kv_offload} count
 * @param layerDevice for each layer and the output layer the index of its device, or -1 for the CPU (as in {@code Estimate})
 * @param flashAttn whether flash attention is on
 * @param devices GPUs in llama.cpp's order
 * @param host processor and system memory; needed if anything is left on the CPU
 * @param nPrompt prompt tokens
 * @param nGen generated tokens
 * @param depth tokens that are in the context before
 * @param sequences sequences that generate at the same time
 * @param build llama.cpp build that runs it: kernels become faster with time
 */
public record SpeedRequest(
        ModelWork work,
        PlacedWork placed,
        LaunchOptions options,
        List<Integer> layerDevice,
        boolean flashAttn,
        List<SpeedDevice> devices,
        Optional<SpeedHost> host,
        int nPrompt,
        int nGen,
        int depth,
        int sequences,
        EngineBuild build) {
    public SpeedRequest {
        layerDevice = List.copyOf(layerDevice);
        devices = List.copyOf(devices);
        if (layerDevice.size() <= work.layers().size()) {
            throw new IllegalArgumentException("a placement needs every layer and the output layer");
        }
        if (nPrompt < 1 || nGen < 1 || depth < 0 || sequences < 1) {
            throw new IllegalArgumentException("n_prompt, n_gen and sequences must be above 0, depth at least 0");
        }
        for (int d : layerDevice) {
            if (d >= devices.size()) {
                throw new IllegalArgumentException("no device " + d);
            }
        }
    }

    /**
     * Creates the request for a launch that moves no weights from their layers, or experts alone ({@code n_cpu_moe}), on the newest
     * modelled build.
     */
    public SpeedRequest(
            ModelWork work,
            LaunchOptions options,
            List<Integer> layerDevice,
            boolean flashAttn,
            List<SpeedDevice> devices,
            Optional<SpeedHost> host,
            int nPrompt,
            int nGen,
            int depth,
            int sequences) {
        this(
                work,
                PlacedWork.of(work, layerDevice, options.nCpuMoe()),
                options,
                layerDevice,
                flashAttn,
                devices,
                host,
                nPrompt,
                nGen,
                depth,
                sequences,
                EngineBuild.NEWEST);
    }

    /** Returns the same launch on another build. */
    public SpeedRequest withBuild(EngineBuild value) {
        return new SpeedRequest(
                work, placed, options, layerDevice, flashAttn, devices, host, nPrompt, nGen, depth, sequences, value);
    }

    /** Returns the same launch with another number of sequences that generate at the same time. */
    public SpeedRequest withSequences(int value) {
        return new SpeedRequest(
                work, placed, options, layerDevice, flashAttn, devices, host, nPrompt, nGen, depth, value, build);
    }

    /** Returns the same launch with a prompt of so many tokens. */
    public SpeedRequest withPrompt(int tokens) {
        return behind(depth, tokens, nGen);
    }

    /** Returns the same launch with so many tokens in the context before, a prompt and an answer of so many. */
    SpeedRequest behind(int before, int prompt, int answer) {
        return new SpeedRequest(
                work, placed, options, layerDevice, flashAttn, devices, host, prompt, answer, before, sequences, build);
    }

    /** Returns the same launch with so many sequences that generate at the same time, each with these tokens before. */
    public SpeedRequest serving(int together, int tokens) {
        return new SpeedRequest(
                work, placed, options, layerDevice, flashAttn, devices, host, nPrompt, nGen, tokens, together, build);
    }

    /** Returns the same launch on another processor. */
    SpeedRequest withHost(SpeedHost other) {
        return new SpeedRequest(
                work,
                placed,
                options,
                layerDevice,
                flashAttn,
                devices,
                Optional.of(other),
                nPrompt,
                nGen,
                depth,
                sequences,
                build);
    }

    /** Returns the same launch with other work on devices with other links. */
    SpeedRequest priced(ModelWork otherWork, PlacedWork otherPlaced, List<SpeedDevice> otherDevices) {
        return new SpeedRequest(
                otherWork,
                otherPlaced,
                options,
                layerDevice,
                flashAttn,
                otherDevices,
                host,
                nPrompt,
                nGen,
                depth,
                sequences,
                build);
    }

    /** Returns the launch with its layers elsewhere, and experts where {@code n_cpu_moe} puts them. */
    SpeedRequest with(List<Integer> placement) {
        return new SpeedRequest(work, options, placement, flashAttn, devices, host, nPrompt, nGen, depth, sequences)
                .withBuild(build);
    }

    /** Returns the device of a layer, or empty for the CPU; the layer after the last is the output. */
    OptionalInt deviceOf(int layer) {
        if (layer >= work.layers().size()) {
            return placed.output();
        }
        int d = layerDevice.get(layer);
        return d < 0 ? OptionalInt.empty() : OptionalInt.of(d);
    }

    /** Returns whether keys and values of a layer are kept in host memory. */
    boolean cacheOnHost(int layer) {
        return deviceOf(layer).isEmpty() || options.noKvOffload();
    }

    /** Returns whether anything runs on the CPU. */
    public boolean usesHost() {
        return layerDevice.contains(-1) || placed.movesToHost() || options.noKvOffload();
    }

    /** Returns where a test runs; weights in host memory that are copied for a prompt are multiplied on the devices. */
    SpeedParts.Place place(Evidence.Test test) {
        boolean copied = test == Evidence.Test.PP && PromptTime.offloads(this, nPrompt) && !options.noKvOffload();
        if (!usesHost() || copied) {
            return SpeedParts.Place.DEVICE;
        }
        return usedDevices() > 0 ? SpeedParts.Place.BOTH : SpeedParts.Place.HOST;
    }

    /** Returns what the launch has beside weights that every token reads and the operations of layers. */
    List<CostPart> parts() {
        List<CostPart> parts = new ArrayList<>();
        if (work.layers().stream().anyMatch(LayerWork::isMoe)) {
            parts.add(CostPart.EXPERTS);
        }
        if (depth > 0 && work.layers().stream().anyMatch(l -> l.attention().flops() > 0)) {
            parts.add(CostPart.ATTENTION);
        }
        if (work.layers().stream().anyMatch(l -> l.stateElements() > 0)) {
            parts.add(CostPart.STATES);
        }
        return parts;
    }

    /** Returns the devices that have layers; all of them if none has. A card beside them changes nothing. */
    List<SpeedDevice> working() {
        if (devices.size() <= 1) {
            return devices;
        }
        BitSet used = used();
        return used.isEmpty() ? devices : used.stream().mapToObj(devices::get).toList();
    }

    private BitSet used() {
        BitSet used = new BitSet(devices.size());
        for (int device : layerDevice) {
            if (device >= 0) {
                used.set(device);
            }
        }
        return used;
    }

    /** Returns the number of devices that have layers. */
    int usedDevices() {
        return used().cardinality();
    }

    /** Returns whether keys or values are kept in a quantized type. */
    boolean quantizedCache() {
        return options.typeK().isQuantized() || options.typeV().isQuantized();
    }

    /** Returns whether keys and values are kept in one of the types whose cells processors take in tiles. */
    boolean plainCache() {
        return options.typeK() == options.typeV()
                && (options.typeK() == GgmlType.F16 || options.typeK() == GgmlType.F32);
    }

    /** Returns the bytes per cell of a layer's cache. */
    double cellBytes(LayerWork.Attention a) {
        GgmlType k = options.typeK();
        GgmlType v = options.typeV();
        return a.kElements() * ModelWork.bytesPer(k) + a.vElements() * ModelWork.bytesPer(v);
    }
}
