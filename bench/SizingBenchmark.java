import com.sun.management.ThreadMXBean;
import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.probe.Backend;
import dev.llmfit.sizing.DeviceMemory;
import dev.llmfit.sizing.EngineBuild;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.plan.GraphEstimator;
import dev.llmfit.sizing.plan.PreparedModel;
import dev.llmfit.units.Bytes;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measures one launch in a warm JVM: median and 95th percentile of the processor time, and the bytes allocated.
 *
 * <p>Run it by {@code bench/sizing}. Each case is warmed up for a second and measured for two.
 */
public final class SizingBenchmark {
    private static final String[] MODELS = {
        "llama3.1-8b",
        "llama3.1-70b",
        "qwen3-30b-a3b",
        "gpt-oss-120b",
        "gemma3-27b",
        "deepseek-v3",
        "qwen3-next-80b-a3b"
    };

    public static void main(String[] args) {
        System.out.printf("%-20s %-10s %3s %9s %9s %9s%n", "model", "backend", "gpu", "median ms", "p95 ms", "MiB");
        for (String id : MODELS) {
            Model shape = Catalogue.bundled().byId(id).orElseThrow().model();
            PreparedModel model = PreparedModel.of(Quantizer.quantize(shape, FileType.Q4_K_M));
            measure(id, model, Backend.REFERENCE, 1);
            measure(id, model, Backend.CUDA, 2);
            measure(id, model, Backend.VULKAN, 1);
            measure(id, model, Backend.METAL, 1);
        }
    }

    private static void measure(String id, PreparedModel model, Backend backend, int count) {
        GraphEstimator estimator = new GraphEstimator();
        List<DeviceMemory> devices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            devices.add(new DeviceMemory(backend.devicePrefix() + i, backend, Bytes.ofGib(24), Bytes.ofGib(24)));
        }
        LaunchOptions options = LaunchOptions.defaults().withNCtx(32768).withNGpuLayers(99);
        Runnable launch = () -> estimator.estimate(model, devices, options, EngineBuild.NEWEST);
        run(launch, 1_000);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        long[] nanos = run(launch, 2_000);
        long allocated = (threads.getCurrentThreadAllocatedBytes() - before) / nanos.length;
        Arrays.sort(nanos);
        System.out.printf(
                "%-20s %-10s %3d %9.2f %9.2f %9.2f%n",
                id,
                backend.id(),
                count,
                nanos[nanos.length / 2] / 1e6,
                nanos[nanos.length * 95 / 100] / 1e6,
                allocated / (double) (1 << 20));
    }

    private static long[] run(Runnable launch, long millis) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] nanos = new long[1024];
        int n = 0;
        long end = System.nanoTime() + millis * 1_000_000;
        while (System.nanoTime() < end) {
            long start = threads.getCurrentThreadCpuTime();
            launch.run();
            if (n == nanos.length) {
                nanos = Arrays.copyOf(nanos, n * 2);
            }
            nanos[n++] = threads.getCurrentThreadCpuTime() - start;
        }
        return Arrays.copyOf(nanos, n);
    }
}
