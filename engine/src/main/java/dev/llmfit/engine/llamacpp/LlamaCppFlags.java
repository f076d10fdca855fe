package dev.llmfit.engine.llamacpp;

import dev.llmfit.engine.EngineException;
import dev.llmfit.engine.Launch;
import dev.llmfit.gguf.GgmlType;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.LaunchOptions.FlashAttn;
import dev.llmfit.sizing.LaunchOptions.SplitMode;
import dev.llmfit.units.Hint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes a launch as arguments of llama.cpp's programs. The help text of the installed program says which spelling it knows. */
final class LlamaCppFlags {
    /** More layers than any model has: "all" for builds that do not know the word. */
    private static final String ALL_LAYERS = "999";

    private final String help;
    private final List<String> args = new ArrayList<>();

    private LlamaCppFlags(String help) {
        this.help = help;
    }

    /**
     * Returns the arguments of {@code llama-server} without model and address.
     *
     * @param help what the program prints for {@code --help}
     * @param launch the launch
     * @param mapFile whether the file may be mapped
     */
    static List<String> server(String help, Launch launch, boolean mapFile) {
        LlamaCppFlags flags = new LlamaCppFlags(help);
        LaunchOptions o = launch.options();
        flags.add("-c", o.nCtx()).add("-b", o.nBatch()).add("-ub", o.nUbatch() == 0 ? o.nBatch() : o.nUbatch());
        flags.add("-np", o.nParallel());
        if (o.kvUnified()) {
            flags.need("--kv-unified").args.add("--kv-unified");
        }
        flags.shared(launch, ",");
        if (!o.tensorSplit().isEmpty()) {
            flags.args.addAll(List.of("-ts", split(o.tensorSplit(), ",")));
        }
        for (String override : o.overrideTensor()) {
            flags.args.addAll(List.of("-ot", override));
        }
        if (o.nCpuMoe() == Integer.MAX_VALUE) {
            flags.need("--cpu-moe").args.add("--cpu-moe");
        } else if (o.nCpuMoe() > 0) {
            flags.need("--n-cpu-moe").add("--n-cpu-moe", o.nCpuMoe());
        }
        if (o.moeCacheMib() > 0) {
            flags.need("--moe-cache-mib").add("--moe-cache-mib", o.moeCacheMib());
        }
        flags.flag(o.swaFull(), "--swa-full").flag(o.noKvOffload(), "-nkvo").flag(!o.opOffload(), "--no-op-offload");
        if (!mapFile) {
            flags.args.addAll(help.contains("--load-mode") ? List.of("-lm", "none") : List.of("--no-mmap"));
        }
        // The launch is taken as it is: no search for a better fit, and the sizes are printed.
        if (help.contains("-fit,")) {
            flags.args.addAll(List.of("-fit", "off"));
        }
        if (help.contains("-lv,")) {
            flags.args.addAll(List.of("-lv", "4"));
        }
        return flags.args;
    }

    /** Returns the arguments of {@code llama-bench} without model, workload and output form. */
    static List<String> bench(String help, Launch launch) {
        LlamaCppFlags flags = new LlamaCppFlags(help);
        LaunchOptions o = launch.options();
        flags.add("-b", o.nBatch()).add("-ub", o.nUbatch() == 0 ? o.nBatch() : o.nUbatch());
        flags.shared(launch, ",");
        if (!o.tensorSplit().isEmpty()) {
            flags.args.addAll(List.of("-ts", split(o.tensorSplit(), "/")));
        }
        if (!o.overrideTensor().isEmpty()) {
            flags.need("--override-tensor").args.addAll(List.of("-ot", String.join(";", o.overrideTensor())));
        }
        if (o.nCpuMoe() > 0) {
            flags.need("--n-cpu-moe").add("-ncmoe", Math.min(o.nCpuMoe(), 999));
        }
        if (o.noKvOffload()) {
            flags.args.addAll(List.of("-nkvo", "1"));
        }
        if (!o.opOffload()) {
            flags.need("-nopo").args.addAll(List.of("-nopo", "1"));
        }
        return flags.args;
    }

    private void shared(Launch launch, String rpcSeparator) {
        LaunchOptions o = launch.options();
        args.addAll(List.of("-ngl", o.nGpuLayers() < 0 ? ALL_LAYERS : Integer.toString(o.nGpuLayers())));
        flashAttn(o.flashAttn());
        type("-ctk", o.typeK()).type("-ctv", o.typeV());
        if (o.splitMode() != SplitMode.LAYER) {
            args.addAll(List.of("-sm", o.splitMode().name().toLowerCase(Locale.ROOT)));
        }
        if (o.mainGpu() != 0) {
            add("-mg", o.mainGpu());
        }
        if (launch.threads().isPresent()) {
            add("-t", launch.threads().getAsInt());
        }
        if (!launch.rpcServers().isEmpty()) {
            need("rpc").args.addAll(List.of("--rpc", String.join(rpcSeparator, launch.rpcServers())));
        }
    }

    private void flashAttn(FlashAttn wanted) {
        boolean words = help.contains("on|off|auto");
        if (wanted == FlashAttn.AUTO && !words) {
            return;
        }
        String word = wanted.name().toLowerCase(Locale.ROOT);
        if (words) {
            args.addAll(List.of("-fa", word));
        } else if (help.contains("flash-attn <0|1>")) {
            args.addAll(List.of("-fa", wanted == FlashAttn.ON ? "1" : "0"));
        } else if (wanted == FlashAttn.ON) {
            args.add("-fa");
        }
    }

    private LlamaCppFlags type(String flag, GgmlType type) {
        if (type != GgmlType.F16) {
            args.addAll(List.of(flag, type.ggmlName()));
        }
        return this;
    }

    private LlamaCppFlags flag(boolean wanted, String name) {
        if (wanted) {
            args.add(name);
        }
        return this;
    }

    private LlamaCppFlags add(String flag, int value) {
        args.addAll(List.of(flag, Integer.toString(value)));
        return this;
    }

    private LlamaCppFlags need(String word) {
        if (!help.contains(word)) {
            throw new EngineException(
                    EngineException.Kind.UNSUPPORTED,
                    "this build of llama.cpp does not know " + word,
                    Hint.plain("install a newer llama.cpp, or leave the option out"));
        }
        return this;
    }

    private static String split(List<Double> shares, String separator) {
        return String.join(separator, shares.stream().map(LlamaCppFlags::plain).toList());
    }

    private static String plain(double share) {
        return share == Math.rint(share) ? Long.toString((long) share) : Double.toString(share);
    }
}
