package dev.llmfit.probe.hardware;

import dev.llmfit.json.AuditedFields;
import dev.llmfit.json.Spelling;
import dev.llmfit.json.YamlNode;
import dev.llmfit.probe.Backend;
import dev.llmfit.probe.database.HardwareDatabase;
import dev.llmfit.probe.database.HardwareEntry;
import dev.llmfit.probe.facts.GpuFacts;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads the GPUs of machine profiles. */
final class ProfileGpus {
    /** 2^20 bytes: the unit in the names of the keys. */
    private static final long MIB = 1L << 20;

    /** In words of this length or more, two wrong letters are still a mistyped word. */
    private static final int LONG = 8;

    /** As many of one kind as a question may ask for. */
    private static final int MOST = 256;

    private ProfileGpus() {}

    /** Returns the GPUs below {@code gpus}: sections, or words for devices. */
    static List<GpuFacts> read(AuditedFields machine) {
        List<GpuFacts> gpus = new ArrayList<>();
        List<YamlNode> items = machine.items("gpus");
        for (int i = 0; i < items.size(); i++) {
            String position = "gpus[" + i + "]";
            if (items.get(i) instanceof YamlNode.Scalar words) {
                gpus.addAll(named(machine, words));
            } else if (items.get(i) instanceof YamlNode.Mapping mapping) {
                AuditedFields gpu = machine.part(position, mapping);
                int count = gpu.optionalCount("count", MOST).orElse(1);
                if (count < 1) {
                    gpu.complain("count", "must be at least 1");
                }
                gpus.addAll(Collections.nCopies(count, gpu(gpu)));
            } else {
                machine.complain("gpus", "holds " + items.get(i).describe() + ", expected GPUs");
            }
        }
        return gpus;
    }

    private static List<GpuFacts> named(AuditedFields machine, YamlNode.Scalar words) {
        try {
            Optional<NamedDevices> devices = NamedDevices.of(words.text(), HardwareDatabase.bundled());
            if (devices.isEmpty()) {
                machine.complain("gpus", "holds '" + words.text() + "', and no device is called that");
            }
            return devices.map(NamedDevices::parts).orElse(List.of()).stream()
                    .flatMap(part -> Collections.nCopies(part.count(), card(part.entry())).stream())
                    .toList();
        } catch (HardwareException e) {
            machine.complain(
                    "gpus",
                    "holds '" + words.text() + "': " + e.getMessage() + "; "
                            + e.hint().text());
            throw new IllegalStateException("complaints are thrown", e);
        }
    }

    /** A card as an idle driver shows it; a GPU that works in the RAM takes its limit from there. */
    private static GpuFacts card(HardwareEntry entry) {
        return entry.kind() == HardwareEntry.Kind.GPU && !entry.isChip()
                ? SimulatedMachine.card(entry)
                : GpuFacts.named(entry.name(), "hardware database (" + entry.source() + ")")
                        .backends(SimulatedMachine.backends(entry))
                        .unified(true)
                        .integrated(entry.kind() != HardwareEntry.Kind.GPU)
                        .databaseId(Optional.of(entry.id()))
                        .build();
    }

    private static GpuFacts gpu(AuditedFields gpu) {
        Remarks.knowOfGpu(gpu);
        Optional<AuditedFields> dxgi = gpu.optionalSection("dxgi");
        Optional<Bytes> dedicated = dxgi.flatMap(d -> d.optionalSize("dedicated_bytes", 1));
        Optional<Bytes> lent = dxgi.flatMap(d -> d.optionalSize("shared_bytes", 1));
        OptionalDouble bandwidth = gpu.optionalAmount("bandwidth_gbps");
        boolean mig = gpu.optionalText("mig_profile").isPresent();
        OptionalDouble effective = gpu.optionalAmount("bandwidth_gbps_effective");
        if (effective.isPresent() && !mig) {
            bandwidth = effective;
        }
        Optional<GpuFacts> known = gpu.optionalText("db_id")
                .flatMap(HardwareDatabase.bundled()::byId)
                .map(ProfileGpus::card);
        Optional<GpuFacts> memory = known.filter(k -> tellsNoMemory(gpu));
        String name =
                known.isPresent() ? gpu.optionalText("name").orElse(known.get().name()) : gpu.text("name");
        return GpuFacts.named(name, gpu.optionalText("source").orElse("profile"))
                .driverName(gpu.optionalText("driver_name"))
                .backends(
                        known.isPresent() && !gpu.keys().contains("backend")
                                ? known.get().backends()
                                : backends(gpu))
                .total(gpu.optionalSize("total_mib", MIB).or(() -> memory.flatMap(GpuFacts::total)))
                .free(gpu.optionalSize("free_mib", MIB).or(() -> memory.flatMap(GpuFacts::free)))
                .unified(gpu.flag("unified", known.filter(GpuFacts::unified).isPresent()))
                .integrated(gpu.flag(
                        "integrated", known.filter(GpuFacts::integrated).isPresent()))
                .displayAttached(gpu.flag("display_attached"))
                .carveOut(
                        gpu.optionalSize("mem_info_vram_total", 1).or(() -> dedicated),
                        gpu.optionalSize("mem_info_vram_used", 1))
                .shared(gpu.optionalSize("mem_info_gtt_total", 1).or(() -> lent))
                .databaseId(gpu.optionalText("db_id"))
                .pciId(gpu.optionalText("pci").map(p -> p.toLowerCase(Locale.ROOT)))
                .busAddress(gpu.optionalText("bus"))
                .pcieLink(gpu.optionalText("pcie_link").or(() -> known.flatMap(GpuFacts::pcieLink)))
                .powerWatts(CardWish.power(gpu, "power_limit_w"))
                .driver(gpu.optionalText("driver"))
                .runtimeStatus(gpu.optionalText("runtime_status"))
                .mig(gpu.optionalText("mig_profile"), gpu.optionalSize("parent_total_mib", MIB))
                .bandwidthGbps(bandwidth)
                .maxMemoryClockMhz(gpu.optionalAmount("max_mem_clock_mhz"))
                .architecture(gpu.optionalText("arch"), gpu.optionalText("cc_or_gfx"))
                .uuid(gpu.optionalText("uuid"))
                .exclusion(gpu.optionalText("exclusion"))
                .build();
    }

    /** A key that is there and empty says that a driver does not tell; then nothing is taken from the name either. */
    private static boolean tellsNoMemory(AuditedFields gpu) {
        return gpu.keys().stream()
                .noneMatch(k ->
                        k.equals("total_mib") || k.equals("free_mib") || k.startsWith("mem_info") || k.equals("dxgi"));
    }

    private static List<Backend> backends(AuditedFields gpu) {
        String text = gpu.optionalText("backend").orElse("none");
        List<Backend> found = backends(text);
        for (Backend backend : Backend.values()) {
            if (found.isEmpty() && isNear(text, backend.id())) {
                gpu.complain("backend", "is '" + text + "'; did you mean '" + backend.id() + "'?");
            }
        }
        return found;
    }

    /** Returns whether a word is a mistyped other: one edit, or two in a long word. */
    private static boolean isNear(String word, String known) {
        int allowed = known.length() < LONG ? 1 : 2;
        return known.length() > 3 && Spelling.distance(word, known, allowed) <= allowed;
    }

    /** {@code rocm|vulkan}, {@code vulkan|rocm(gfx1103 override)}, {@code none}; backends that are not modelled are left out. */
    static List<Backend> backends(String text) {
        List<Backend> found = new ArrayList<>();
        for (String part : text.split("[|,]", -1)) {
            String word = part.strip();
            int end = 0;
            while (end < word.length() && Character.isLetter(word.charAt(end))) {
                end++;
            }
            Backend.byId(word.substring(0, end))
                    .filter(b -> b != Backend.CPU && !found.contains(b))
                    .ifPresent(found::add);
        }
        return found;
    }
}
