package dev.llmfit.engine.store;

import dev.llmfit.engine.Launch;
import dev.llmfit.json.JsonObject;
import dev.llmfit.sizing.LaunchOptions;
import java.util.Locale;

/** The options of a launch in the words of the contract. */
public final class LaunchJson {
    private LaunchJson() {}

    /** Returns the options. */
    public static JsonObject of(Launch launch) {
        LaunchOptions o = launch.options();
        JsonObject.Builder tree = JsonObject.builder();
        tree.put("n_gpu_layers", o.nGpuLayers());
        tree.put("n_ctx", o.nCtx());
        tree.put("n_batch", o.nBatch());
        tree.put("n_ubatch", o.nUbatch());
        tree.put("n_parallel", o.nParallel());
        tree.put("kv_unified", o.kvUnified());
        tree.put("flash_attn", o.flashAttn().name().toLowerCase(Locale.ROOT));
        tree.put("type_k", o.typeK().ggmlName());
        tree.put("type_v", o.typeV().ggmlName());
        tree.put("tensor_split", o.tensorSplit());
        tree.put("split_mode", o.splitMode().name().toLowerCase(Locale.ROOT));
        tree.put("n_cpu_moe", o.nCpuMoe());
        tree.put("no_kv_offload", o.noKvOffload());
        tree.put("op_offload", o.opOffload());
        if (o.moeCacheMib() > 0) {
            tree.put("moe_cache_mib", o.moeCacheMib());
        }
        if (!o.overrideTensor().isEmpty()) {
            tree.put("override_tensor", o.overrideTensor());
        }
        launch.threads().ifPresent(t -> tree.put("threads", t));
        if (!launch.rpcServers().isEmpty()) {
            tree.put("rpc_servers", launch.rpcServers().size());
        }
        return tree.build();
    }
}
