package dev.llmfit.probe.linux;

import dev.llmfit.probe.source.Source;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.LowerCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A display controller or accelerator on the PCI bus.
 *
 * @param address for example {@code 0000:01:00.0}
 * @param vendor four hexadecimal digits
 * @param device four hexadecimal digits
 * @param driver kernel driver that is bound to it
 * @param link current link, for example {@code 4.0 x16}
 * @param aperture the largest base address register: memory that the processor can address at once
 * @param runtimeStatus power state; read before anything that would wake the device
 */
record PciGpu(
        String address,
        String vendor,
        String device,
        Optional<String> driver,
        Optional<String> link,
        Optional<Bytes> aperture,
        Optional<String> runtimeStatus) {
    private static final String ROOT = "/sys/bus/pci/devices/";

    /** Returns vendor and device, for example {@code 10de:2684}. */
    String id() {
        return vendor + ":" + device;
    }

    /** Reads all devices of class 03 (display) and 12 (processing accelerator). */
    static List<PciGpu> read(Source source) {
        List<PciGpu> found = new ArrayList<>();
        for (String address : source.list("/sys/bus/pci/devices")) {
            String type = text(source, address, "class").orElse("");
            if (type.startsWith("0x03") || type.startsWith("0x12")) {
                found.add(new PciGpu(
                        address,
                        hex(text(source, address, "vendor").orElse("")),
                        hex(text(source, address, "device").orElse("")),
                        source.link(ROOT + address + "/driver").found().map(t -> t.substring(t.lastIndexOf('/') + 1)),
                        link(
                                text(source, address, "max_link_speed")
                                        .or(() -> text(source, address, "current_link_speed"))
                                        .orElse(""),
                                text(source, address, "current_link_width").orElse("")),
                        text(source, address, "resource").flatMap(PciGpu::aperture),
                        text(source, address, "power/runtime_status")));
            }
        }
        return found;
    }

    /** A link at rest drops to the first generation, so the card's highest counts. {@code 16.0 GT/s PCIe} and {@code 16} give {@code 4.0 x16}; virtual ports report a width of 0. */
    static Optional<String> link(String speed, String width) {
        String generation = switch (speed.split(" ", 2)[0]) {
            case "2.5" -> "1.0";
            case "5.0", "5" -> "2.0";
            case "8.0", "8" -> "3.0";
            case "16.0", "16" -> "4.0";
            case "32.0", "32" -> "5.0";
            case "64.0", "64" -> "6.0";
            default -> "";
        };
        boolean real = !generation.isEmpty() && !width.isEmpty() && !width.equals("0");
        return real ? Optional.of(generation + " x" + width) : Optional.empty();
    }

    /** Lines of first address, last address and flags, all hexadecimal; unused registers are zero. */
    static Optional<Bytes> aperture(String resource) {
        long largest = 0;
        for (String line : resource.split("\n", -1)) {
            String[] parts = line.strip().split(" ", -1);
            if (parts.length == 3) {
                long first = address(parts[0]);
                long last = address(parts[1]);
                largest = first > 0 && last > first ? Math.max(largest, last - first + 1) : largest;
            }
        }
        return largest > 0 ? Optional.of(Bytes.of(largest)) : Optional.empty();
    }

    private static long address(String text) {
        return IntelGpus.number(text).orElse(0L);
    }

    private static String hex(String text) {
        return LowerCase.of(text).replace("0x", "");
    }

    private static Optional<String> text(Source source, String address, String name) {
        return source.file(ROOT + address + "/" + name).found().map(String::strip);
    }
}
