package dev.llmfit.probe.pasted;

import dev.llmfit.probe.tools.AmdReading;
import dev.llmfit.probe.tools.RocmSmi;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.LowerCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a text that somebody pasted tells of a machine. Every line is read by itself, so that half of an answer is read as well as
 * a whole one; the text is only read, whatever stands in it.
 *
 * @param gpus GPUs in the order they are named
 * @param chip an Apple chip
 * @param chipCores its GPU's cores
 * @param ram memory that the system sees, or that is installed
 * @param processor the processor's name
 * @param cores its physical cores
 * @param os {@code linux}, {@code windows} or {@code macos}, where the program that printed it tells
 * @param mig whether it lists parts of a GPU that was divided
 * @param adapters whether each GPU is listed once for each of its displays
 */
public record PastedText(
        List<PastedGpu> gpus,
        Optional<String> chip,
        OptionalInt chipCores,
        Optional<Bytes> ram,
        Optional<String> processor,
        OptionalInt cores,
        Optional<String> os,
        boolean mig,
        boolean adapters) {
    /** More than any of these programs prints: {@code dxdiag} writes some 100 KiB; judgement. */
    public static final int MOST_CHARS = 1 << 19;

    /** A longer line is none of theirs, nor has any of them more lines or GPUs; judgement. */
    private static final int MOST_LINE = 500;

    private static final int MOST_LINES = 20_000;

    private static final int MOST_GPUS = 32;

    /** {@code GPU 0: NVIDIA GeForce RTX 3090 (UUID: GPU-…)}. */
    private static final Pattern LISTED = Pattern.compile("GPU [0-9]{1,3}: (.{1,80}?) \\(UUID: .*");

    /** {@code |   0  NVIDIA GeForce RTX 3090        On  | …}. */
    private static final Pattern TABLE_NAME =
            Pattern.compile("\\|\\s+[0-9]{1,3}\\s+(\\S.{0,60}?)\\s+(?:On|Off|N/A|WDDM|TCC|MCDM)\\s*\\|.*");

    /** {@code |  3MiB / 24576MiB |}. */
    private static final Pattern TABLE_MEMORY =
            Pattern.compile(".*\\|\\s*[0-9]{1,7}MiB\\s*/\\s*([0-9]{1,7})MiB\\s*\\|.*");

    /** {@code 0, NVIDIA GeForce RTX 3090, 24576 MiB, …}. */
    private static final Pattern QUERIED = Pattern.compile(
            "(?:[0-9]{1,3}, ?)?((?:NVIDIA|GeForce|Tesla|Quadro|GRID)[^,]{1,80}),(?: [^,]{0,40},){0,3} ?([0-9]{3,7})(?: MiB)?(?:,.*)?");

    /** {@code 01:00.0 VGA compatible controller: NVIDIA Corporation AD102 [GeForce RTX 4090] (rev a1)}. */
    private static final Pattern BUS = Pattern.compile(
            "(?:[0-9a-f]{4}:)?[0-9a-f]{2}:[0-9a-f]{2}\\.[0-9] (?:VGA compatible controller|3D controller|Display controller"
                    + "|Processing accelerators)(?: \\[[0-9a-f]{4}\\])?: (.+)");

    private static final Pattern PCI_ID = Pattern.compile("\\[([0-9a-f]{4}:[0-9a-f]{4})\\]");
    private static final Pattern IN_BRACKETS = Pattern.compile("\\[([^\\]]{2,120})\\]");

    /** {@code Memory: 64 GB}, {@code "physical_memory" : "64 GB",}. */
    private static final Pattern KEYED =
            Pattern.compile("[\\s\"]*([A-Za-z][A-Za-z0-9 _()/,#.-]{0,40}?)[\\s\"]*[:=]\\s*\"?(.*?)\"?,?\\s*");

    /** The last column of {@code nvidia-smi}'s table. */
    private static final Pattern MIG_ON = Pattern.compile("\\|.*\\|\\s+Enabled\\s*\\|");

    private static final Pattern CONCISE = Pattern.compile("[0-9]{1,2}\\s+[0-9]{1,3}\\s+0x([0-9a-f]{4}),.*");

    private static final Pattern ESCAPES = Pattern.compile("\u001b\\[[0-9;?]{0,20}[A-Za-z]");

    public PastedText {
        gpus = List.copyOf(gpus);
    }

    /** Returns whether it tells anything. */
    public boolean isEmpty() {
        return gpus.isEmpty() && chip.isEmpty() && ram.isEmpty() && processor.isEmpty();
    }

    /** Reads a text; lines that are none of these programs' are skipped, as is what is beyond {@link #MOST_CHARS}. */
    public static PastedText of(String text) {
        Reading reading = new Reading();
        String read = text.length() > MOST_CHARS ? text.substring(0, MOST_CHARS) : text;
        read.lines()
                .limit(MOST_LINES)
                .filter(line -> line.length() <= MOST_LINE)
                .map(line -> ESCAPES.matcher(line).replaceAll(""))
                .forEach(reading::line);
        if (reading.gpus.isEmpty() && LowerCase.of(read).contains("vram total")) {
            RocmSmi.parse(read).forEach(reading::amd);
        }
        return reading.done();
    }

    /** What was read so far. */
    private static final class Reading {
        private final List<PastedGpu> gpus = new ArrayList<>();
        private Optional<String> chip = Optional.empty();
        private OptionalInt chipCores = OptionalInt.empty();
        private Optional<Bytes> ram = Optional.empty();
        private Optional<String> processor = Optional.empty();
        private OptionalInt cores = OptionalInt.empty();
        private Optional<String> os = Optional.empty();
        private int sockets = 1;
        private boolean mig;
        private boolean adapters;
        private boolean processes;

        void line(String raw) {
            String line = raw.strip();
            if (line.contains("Processes:")) {
                processes = true; // what follows in nvidia-smi's table are no GPUs
            }
            if (line.startsWith("MIG ")
                    || line.contains("| MIG devices:")
                    || MIG_ON.matcher(line).matches()) {
                mig = true;
            }
            Matcher listed = LISTED.matcher(line);
            Matcher name = TABLE_NAME.matcher(line);
            Matcher memory = TABLE_MEMORY.matcher(line);
            Matcher queried = QUERIED.matcher(line);
            Matcher bus = BUS.matcher(line);
            Matcher concise = CONCISE.matcher(line);
            if (listed.matches()) {
                add(new PastedGpu(listed.group(1), Optional.empty(), Optional.empty()));
            } else if (!processes && memory.matches() && !gpus.isEmpty()) {
                if (gpus.getLast().total().isEmpty()) {
                    gpus.set(
                            gpus.size() - 1,
                            gpus.getLast().withTotal(Bytes.ofMib(Double.parseDouble(memory.group(1)))));
                }
            } else if (!processes && name.matches()) {
                add(new PastedGpu(name.group(1), Optional.empty(), Optional.empty()));
            } else if (queried.matches()) {
                add(new PastedGpu(
                        queried.group(1),
                        Optional.empty(),
                        Optional.of(Bytes.ofMib(Double.parseDouble(queried.group(2))))));
            } else if (bus.matches()) {
                bus(bus.group(1));
            } else if (concise.matches()) {
                add(new PastedGpu("AMD GPU", Optional.of("1002:" + concise.group(1)), Optional.empty()));
            } else {
                Matcher keyed = KEYED.matcher(line);
                if (keyed.matches()) {
                    keyed(LowerCase.of(keyed.group(1)).strip(), keyed.group(2).strip());
                }
            }
        }

        private void add(PastedGpu gpu) {
            if (gpus.size() < MOST_GPUS) {
                gpus.add(gpu);
            }
        }

        private void bus(String what) {
            os = os.or(() -> Optional.of("linux"));
            Matcher id = PCI_ID.matcher(what);
            Optional<String> pciId = id.find() ? Optional.of(id.group(1)) : Optional.empty();
            String name = what;
            for (Matcher m = IN_BRACKETS.matcher(what); m.find(); ) {
                if (!m.group(1).equals("AMD/ATI") && !m.group(1).matches("[0-9a-f]{4}(:[0-9a-f]{4})?")) {
                    name = what.substring(0, m.start()).contains("NVIDIA") ? "NVIDIA " + m.group(1) : m.group(1);
                }
            }
            add(new PastedGpu(name.replaceAll(" \\(rev [0-9a-f]{2}\\).*", ""), pciId, Optional.empty()));
        }

        private void keyed(String key, String value) {
            switch (key) {
                case "chip", "chip_type" -> {
                    if (value.startsWith("Apple ")) {
                        chip = Optional.of(value);
                        os = Optional.of("macos");
                    }
                }
                case "memory",
                        "physical_memory",
                        "ram",
                        "installed ram",
                        "installed physical memory (ram)",
                        "total physical memory",
                        "memtotal",
                        "mem" -> ram = ram.or(() -> PastedSize.of(key, value));
                case "processor", "processor name", "cpu", "model name", "cpu_type" -> processor(value);
                case "total number of cores", "sppci_cores", "number_processors" -> cores(key, value);
                case "core(s) per socket" -> cores = number(value);
                case "socket(s)" -> sockets = Math.clamp(number(value).orElse(1), 1, 8);
                case "operating system", "os", "os name" -> system(value);
                case "card name" -> {
                    adapters = true;
                    os = os.or(() -> Optional.of("windows"));
                    gpu(value);
                }
                case "chipset model", "sppci_model" -> {
                    os = Optional.of("macos");
                    gpu(value);
                }
                case "gpu",
                        "gpu 1",
                        "gpu 2",
                        "gpu 3",
                        "gpu 4",
                        "gpu0",
                        "gpu1",
                        "graphics card",
                        "graphics",
                        "device-1",
                        "device-2",
                        "device-3" -> gpu(value);
                case "dedicated memory", "vram (total)", "vram (dynamic, max)", "spdisplays_vram", "_spdisplays_vram" ->
                    memory(key, value);
                default -> {}
            }
        }

        private void processor(String value) {
            if (value.startsWith("Apple ")) {
                chip = chip.or(() -> Optional.of(value.replaceAll(" \\(.*", "")));
            } else if (value.matches(".*[A-Za-z].*") && !value.contains("Mac")) { // "Model Name: MacBook Pro"
                processor = processor.or(() -> Optional.of(value));
            }
        }

        /** Of the processor: {@code 16 (12 performance and 4 efficiency)}, {@code proc 16:12:4}; of the GPU a number alone. */
        private void cores(String key, String value) {
            boolean ofProcessor = value.contains("(") || key.equals("number_processors");
            OptionalInt count = number(value.replace("proc ", ""));
            if (ofProcessor) {
                cores = count;
            } else if (count.isPresent() && chipCores.isEmpty()) {
                chipCores = count;
            }
        }

        private void system(String value) {
            String lower = LowerCase.of(value);
            if (lower.contains("windows")) {
                os = Optional.of("windows");
            } else if (lower.contains("mac")) {
                os = Optional.of("macos");
            } else if (lower.contains("linux") || lower.contains("ubuntu") || lower.contains("fedora")) {
                os = Optional.of("linux");
            }
        }

        private void gpu(String value) {
            if (value.startsWith("Apple ")) {
                chip = chip.or(() -> Optional.of(value.replaceAll(" \\(.*|, .*", "")));
                Matcher m = Pattern.compile("\\(([0-9]{1,2})\\)").matcher(value); // fastfetch
                if (m.find()) {
                    chipCores = OptionalInt.of(Integer.parseInt(m.group(1)));
                }
            } else if (value.matches(".*[A-Za-z].*")) {
                Matcher named = IN_BRACKETS.matcher(value);
                String name = named.find() && value.contains("driver") ? named.group(1) : value;
                add(new PastedGpu(
                        name.replaceAll(" \\[(?:Discrete|Integrated)\\]| driver: .*| @ [0-9.]+ GHz.*", ""),
                        Optional.empty(),
                        Optional.empty()));
            }
        }

        private void memory(String key, String value) {
            if (!gpus.isEmpty() && gpus.getLast().total().isEmpty()) {
                PastedSize.of(key, value)
                        .ifPresent(b -> gpus.set(gpus.size() - 1, gpus.getLast().withTotal(b)));
            }
        }

        private void amd(AmdReading gpu) {
            add(new PastedGpu(gpu.name().orElse("AMD GPU"), gpu.pciDevice().map(d -> "1002:" + d), gpu.total()));
        }

        private static OptionalInt number(String value) {
            Matcher m = Pattern.compile("([0-9]{1,4})\\b.*").matcher(value);
            return m.matches() ? OptionalInt.of(Integer.parseInt(m.group(1))) : OptionalInt.empty();
        }

        PastedText done() {
            OptionalInt all = cores.isPresent() ? OptionalInt.of(cores.getAsInt() * sockets) : cores;
            return new PastedText(gpus, chip, chipCores, ram, processor, all, os, mig, adapters);
        }
    }
}
