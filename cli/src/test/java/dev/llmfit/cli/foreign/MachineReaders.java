package dev.llmfit.cli.foreign;

import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.fleet.FleetWant;
import dev.llmfit.answers.matrix.MatrixQuestion;
import dev.llmfit.fixtures.ForeignReader;
import dev.llmfit.probe.assembly.MachineAssembly;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.hardware.MachineDocument;
import dev.llmfit.probe.intel.LevelZeroText;
import dev.llmfit.probe.kubernetes.NodeList;
import dev.llmfit.probe.live.ThisMachine;
import dev.llmfit.probe.nvidia.NvidiaSmi;
import dev.llmfit.probe.nvidia.NvmlText;
import dev.llmfit.probe.tools.AmdSmi;
import dev.llmfit.probe.tools.DeviceList;
import dev.llmfit.probe.tools.RocmSmi;
import dev.llmfit.probe.tools.VulkanInfo;
import dev.llmfit.probe.tools.XpuSmi;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Readers of machines: profiles, matrices, names, recordings of whole machines, and what each tool prints. */
final class MachineReaders {
    private final Workbench bench;

    MachineReaders(Path folder) {
        this.bench = Foreign.bench(folder);
    }

    List<ForeignReader> all() {
        List<ForeignReader> all = new ArrayList<>(List.of(
                Foreign.reader("machine profile", profiles(), input -> {
                    MachineDocument document = MachineDocument.parse("m.yaml", Foreign.text(input));
                    MachineAssembly assembly = new MachineAssembly(HardwareDatabase.bundled());
                    document.entries()
                            .forEach(e -> assembly.assemble(e.profile().facts()));
                    return document.entries().size();
                }),
                Foreign.reader(
                        "matrix",
                        matrices(),
                        input -> bench.ask(new MatrixQuestion("m.yaml", Foreign.text(input)))
                                .outcome()),
                Foreign.reader(
                        "node list",
                        nodes(),
                        input -> NodeList.read(Foreign.text(input)).stream()
                                .flatMap(n -> n.machine().stream())
                                .map(m -> bench.machine(m).devices().size())
                                .toList()),
                Foreign.reader("wants of a fleet", wants(), input -> FleetWant.file("w.yaml", Foreign.text(input))),
                Foreign.reader("hardware name", names(), this::named),
                Foreign.reader(
                        "pasted machine",
                        pasted(),
                        input -> bench.machine(pastedSelector(input)).devices().size()),
                Foreign.reader(
                        "recorded machine",
                        RecordedMachine.seeds(),
                        input -> new MachineAssembly(HardwareDatabase.bundled())
                                .assemble(ThisMachine.read(RecordedMachine.of(Foreign.text(input))))
                                .devices()
                                .size())));
        all.addAll(tools());
        return all;
    }

    private static List<byte[]> nodes() {
        return Foreign.texts("""
                {"apiVersion":"v1","kind":"List","items":[{"metadata":{"name":"a","labels":{"nvidia.com/gpu.product":"Tesla-T4"}},
                "status":{"allocatable":{"memory":"64Gi","cpu":"8","nvidia.com/gpu":"2"}}}]}
                """);
    }

    private static List<byte[]> wants() {
        return Foreign.texts("wants:\n- {model: 'qwen3:8b', users: 4, ctx: 8k, tps: 15, priority: 1, growth: 5}\n");
    }

    private Object named(byte[] input) {
        String[] words = Foreign.text(input).split("\n", -1);
        Function<Integer, Optional<String>> word =
                at -> at < words.length && !words[at].isEmpty() ? Optional.of(words[at]) : Optional.empty();
        HardwareSelector selector = HardwareSelector.parse(
                        word.apply(0), word.apply(1), word.apply(2), Optional.empty(), word.apply(3))
                .around(word.apply(4), word.apply(5), word.apply(6));
        if (!selector.simulated()) {
            return "this machine";
        }
        return bench.machine(selector).devices().size();
    }

    private static HardwareSelector pastedSelector(byte[] input) {
        return HardwareSelector.parse(
                Optional.of(Foreign.text(input) + "\n"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static List<byte[]> pasted() {
        return Foreign.texts(
                "GPU 0: NVIDIA GeForce RTX 3090 (UUID: GPU-7fdaf0a5)\nGPU 1: NVIDIA GeForce RTX 3060 (UUID: GPU-2)\n",
                "|   0  NVIDIA GeForce RTX 3080 Ti   WDDM  |   00000000:01:00.0  On |                  N/A |\n"
                        + "|  0%   54C    P8             44W /  350W |    1416MiB /  12288MiB |      1%      Default |\n",
                "|   0  NVIDIA A100 80G...  On   | 00000000:31:00.0 Off |                  N/A |\n"
                        + "| N/A   29C    P0    42W / 300W |     39MiB / 81920MiB |     N/A      Default |\n",
                "Chip: Apple M3 Max\nTotal Number of Cores: 16 (12 performance and 4 efficiency)\nMemory: 64 GB\n"
                        + "Chipset Model: Apple M3 Max\nTotal Number of Cores: 40\n",
                "Operating System: Windows 11 Pro 64-bit\nProcessor: 13th Gen Intel(R) Core(TM) i7-13700K (24 CPUs)\n"
                        + "Memory: 32768MB RAM\nCard name: NVIDIA GeForce RTX 4070 Ti\nDedicated Memory: 11987 MB\n",
                "03:00.0 VGA compatible controller [0300]: Advanced Micro Devices, Inc. [AMD/ATI] Navi 31 [Radeon RX 7900"
                        + " XT/7900 XTX] [1002:744c] (rev c8)\nMem:  62Gi  10Gi\n",
                "GPU[0]\t: Card Series: \tAMD Radeon RX 7900 XTX\nGPU[0]\t: VRAM Total Memory (B): 25753026560\n",
                "RTX 3090\n64GB RAM\nRyzen 7 5800X\n");
    }

    private static List<byte[]> names() {
        return Foreign.texts(
                "2x geforce-rtx-3090-24g\n\n64\n936GB/s\nDDR4-3200\nRyzen 7 5800X\nlinux\n",
                "M3 Max 64GB\n",
                "RTX 4090 + RTX 3090\n\n128GiB\n\n50\n\nwindows",
                "\n24GiB\n32\n\n\n\n\n",
                "g5.xlarge\n",
                "Standard_NC24ads_A100_v4\n",
                "rtx4090-24g-64g\n23\n60GB\n",
                "8x H100 80GB SXM\n",
                "MSI RTX 3060 12GB Ventus 2X, i7-13700K, 2x16GB DDR4-3600\n",
                "MacBook Pro 14-inch (2023) M2 Max 12-core CPU 38-core GPU 96GB/1TB\n",
                "AMD Ryzen AI Max+ 395 w/ Radeon 8060S 64 GB / 4070 TiS\n");
    }

    private static List<byte[]> profiles() {
        List<byte[]> profiles = new ArrayList<>(Foreign.files(
                Foreign.PROJECT.resolve("probe/src/main/resources/dev/llmfit/probe/hardware/machines"), ".*\\.yaml"));
        profiles.addAll(matrices());
        profiles.addAll(
                Foreign.texts("machines: ['2x RTX 3090', 'M3 Max 64GB']\n", "hardware: RTX 3060 12GB\nram: 32\n"));
        return profiles;
    }

    private static List<byte[]> matrices() {
        return Foreign.files(Foreign.PROJECT.resolve("cli/src/test/resources/dev/llmfit/cli"), "matrix\\.yaml");
    }

    private static ForeignReader tool(String name, List<byte[]> seeds, Function<String, ?> parser) {
        return new ForeignReader(name, seeds, input -> parser.apply(Foreign.text(input)), Foreign.NEVER);
    }

    private static List<ForeignReader> tools() {
        Path captures = Foreign.FIXTURES.resolve("probe");
        return List.of(
                tool("nvidia-smi", RecordedMachine.nvidiaSmi(), NvidiaSmi::parse),
                tool("NVML", RecordedMachine.nvml(), NvmlText::parse),
                tool("rocm-smi", Foreign.files(captures, "rocm-smi.*"), RocmSmi::parse),
                tool("amd-smi", Foreign.files(captures, "amd-smi.*"), text -> AmdSmi.parse(text, text)),
                tool("xpu-smi", Foreign.files(captures, "xpu-smi.*"), text -> XpuSmi.parse(text, text)),
                tool("vulkaninfo", Foreign.files(captures, "vulkaninfo.*"), VulkanInfo::parse),
                tool("Level Zero", RecordedMachine.levelZero(), LevelZeroText::parse),
                tool("--list-devices", RecordedMachine.deviceLists(), DeviceList::parse));
    }
}
