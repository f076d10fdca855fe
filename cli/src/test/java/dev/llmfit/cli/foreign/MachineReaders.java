package dev.llmfit.cli.foreign;

import dev.llmfit.answers.Workbench;
import dev.llmfit.answers.matrix.MatrixQuestion;
import dev.llmfit.fixtures.ForeignReader;
import dev.llmfit.probe.assembly.MachineAssembly;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.hardware.HardwareSelector;
import dev.llmfit.probe.hardware.MachineDocument;
import dev.llmfit.probe.intel.LevelZeroText;
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
                Foreign.reader("hardware name", names(), this::named),
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

    private static List<byte[]> names() {
        return Foreign.texts(
                "2x geforce-rtx-3090-24g\n\n64\n936GB/s\nDDR4-3200\nRyzen 7 5800X\nlinux\n",
                "M3 Max 64GB\n",
                "RTX 4090 + RTX 3090\n\n128GiB\n\n50\n\nwindows",
                "\n24GiB\n32\n\n\n\n\n",
                "g5.xlarge\n",
                "Standard_NC24ads_A100_v4\n",
                "rtx4090-24g-64g\n23\n60GB\n",
                "8x H100 80GB SXM\n");
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
