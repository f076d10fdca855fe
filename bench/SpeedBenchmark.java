import dev.llmfit.gguf.FileType;
import dev.llmfit.gguf.Model;
import dev.llmfit.gguf.arch.HyperParameters;
import dev.llmfit.gguf.catalog.Catalogue;
import dev.llmfit.gguf.quant.Quantizer;
import dev.llmfit.probe.Backend;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.sizing.LaunchOptions;
import dev.llmfit.sizing.speed.ModelWork;
import dev.llmfit.sizing.speed.SpeedDevice;
import dev.llmfit.sizing.speed.SpeedModel;
import dev.llmfit.sizing.speed.SpeedRequest;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Processor time of one prediction of generation and prompt in a warm process: the median of 30 series of 200. Run it by bench/speed. */
final class SpeedBenchmark {
    private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();

    /** Processor time before a measurement, in which the compilers do their work. */
    private static final long WARM = 500_000_000;

    private SpeedBenchmark() {}

    public static void main(String[] arguments) {
        for (String name : List.of("llama3.1-8b", "qwen3-30b-a3b", "qwen3.6-35b-a3b", "llama3.1-70b", "deepseek-v3")) {
            Catalogue.bundled().find(name).ifPresent(entry -> {
                Model model = Quantizer.quantize(entry.model(), FileType.Q4_K_M);
                HyperParameters hp = HyperParameters.of(model);
                ModelWork work = ModelWork.of(model, hp);
                SpeedDevice gpu = HardwareDatabase.bundled()
                        .byId("geforce-rtx-4090-24g")
                        .flatMap(e -> SpeedDevice.of(e, Backend.CUDA))
                        .orElseThrow();
                SpeedModel speeds = SpeedModel.bundled();
                for (int prompt : new int[] {512, 8192}) {
                    SpeedRequest request = new SpeedRequest(
                            work,
                            LaunchOptions.defaults(),
                            Collections.nCopies(hp.nLayer() + 1, 0),
                            true,
                            List.of(gpu),
                            Optional.empty(),
                            prompt,
                            128,
                            4096,
                            1);
                    double[] took = new double[30];
                    double sum = 0;
                    long warm = THREAD.getCurrentThreadCpuTime() + WARM;
                    while (THREAD.getCurrentThreadCpuTime() < warm) {
                        sum += speeds.predict(request).tg().mid();
                    }
                    for (int series = 0; series < took.length; series++) {
                        long start = THREAD.getCurrentThreadCpuTime();
                        for (int i = 0; i < 200; i++) {
                            sum += speeds.predict(request).tg().mid();
                        }
                        took[series] = (THREAD.getCurrentThreadCpuTime() - start) / 200e3;
                    }
                    Arrays.sort(took);
                    System.out.printf(
                            "%-18s %2d layers, prompt of %5d: %6.1f µs%s%n",
                            name, hp.nLayer(), prompt, took[took.length / 2], sum > 0 ? "" : "?");
                }
            });
        }
    }
}
