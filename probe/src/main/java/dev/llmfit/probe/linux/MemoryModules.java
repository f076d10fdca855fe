package dev.llmfit.probe.linux;

import dev.llmfit.probe.source.KeyValues;
import dev.llmfit.units.Amount;
import dev.llmfit.units.Bytes;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Memory modules as udev took them from SMBIOS ({@code /run/udev/data/+dmi:id}, readable without root).
 *
 * @param installed sum of the modules; more than the system sees if firmware keeps some
 * @param modules populated slots
 * @param channels populated channels
 * @param rate configured speed in MT/s, which may be below the rated one
 * @param type for example {@code DDR5}
 * @param widthBits data width of all populated channels
 */
record MemoryModules(
        Bytes installed, int modules, int channels, OptionalInt rate, Optional<String> type, int widthBits) {
    MemoryModules {
        Amount.count(modules, "modules");
        Amount.count(channels, "channels");
        Amount.count(widthBits, "widthBits");
    }

    /** Data bits of a DDR channel (JEDEC); two of 32 in a DDR5 module. */
    private static final int CHANNEL_BITS = 64;

    /** Parses udev's record; empty if it lists no populated module. */
    static Optional<MemoryModules> parse(String text) {
        KeyValues values = KeyValues.parse(text.replace("\nE:", "\n").replaceFirst("^E:", ""), '=');
        Bytes installed = Bytes.ZERO;
        int modules = 0;
        int slowest = Integer.MAX_VALUE;
        int width = 0;
        Optional<String> type = Optional.empty();
        Set<String> channels = new HashSet<>();
        for (int i = 0; i < 256; i++) {
            String device = "MEMORY_DEVICE_" + i + "_";
            Bytes size = values.size(device + "SIZE").orElse(Bytes.ZERO);
            if (size.count() == 0) {
                continue;
            }
            modules++;
            installed = installed.plus(size);
            String place = values.text(device + "BANK_LOCATOR").orElse("") + " "
                    + values.text(device + "LOCATOR").orElse("module " + i);
            if (channels.add(channel(place))) {
                width += Math.clamp(values.number(device + "DATA_WIDTH").orElse(CHANNEL_BITS), 8, CHANNEL_BITS);
            }
            type = type.or(() -> values.text(device + "TYPE"));
            long speed = values.number(device + "CONFIGURED_SPEED_MTS").orElse(0);
            slowest = speed > 0 ? (int) Math.min(slowest, speed) : slowest;
        }
        return modules == 0
                ? Optional.empty()
                : Optional.of(new MemoryModules(
                        installed,
                        modules,
                        channels.size(),
                        slowest == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(slowest),
                        type,
                        width));
    }

    /** Returns peak bandwidth in 10^9 bytes per second: transfers per second times the width of all channels. */
    OptionalDouble peakGbps() {
        return rate.isPresent()
                ? OptionalDouble.of(rate.getAsInt() * 1e6 * widthBits / 8 / 1e9)
                : OptionalDouble.empty();
    }

    /**
     * Two modules in one channel have locators that end in a slot number: {@code P0 CHANNEL A DIMM 1}, {@code DIMM_A1},
     * {@code ChannelA-DIMM0}. What stands before the slot names the channel; a bare {@code DIMM 3} is its own channel.
     */
    private static String channel(String place) {
        String text = place.toUpperCase(Locale.ROOT);
        int at = text.indexOf("CHANNEL");
        if (at >= 0) {
            String rest = text.substring(at + "CHANNEL".length()).strip();
            return text.substring(0, at) + "CHANNEL " + (rest.isEmpty() ? "" : rest.split("[^A-Z0-9]", 2)[0]);
        }
        int dimm = text.lastIndexOf("DIMM");
        String tail =
                dimm < 0 ? text : text.substring(dimm + 4).replace("_", "").strip();
        boolean letter = dimm >= 0 && !tail.isEmpty() && Character.isLetter(tail.charAt(0));
        return letter ? text.substring(0, dimm) + tail.charAt(0) : text;
    }
}
