package dev.llmfit.probe.hardware;

import dev.llmfit.units.Bytes;
import dev.llmfit.units.CsvLine;
import dev.llmfit.units.KnowledgeFiles;
import dev.llmfit.units.LowerCase;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A virtual machine that can be rented, by the name of its type: {@code g5.xlarge}, {@code Standard_NC24ads_A100_v4},
 * {@code a2-highgpu-1g}.
 *
 * @param name its type
 * @param devices its GPUs, as {@link NamedDevices} reads them
 * @param ram its memory
 * @param cores physical cores: a virtual CPU is a hardware thread
 */
record CloudInstance(String name, String devices, Bytes ram, int cores) {
    private static final String TABLE = KnowledgeFiles.text(CloudInstance.class, "cloud-instances.csv");

    /** Longer than any name of a type; judgement. */
    private static final int LONGEST_NAME = 100;

    /** Azure names its types with this in front, people without. */
    private static final String AZURE = "standard_";

    /** Who rents it, and that it is rented. */
    private static final Pattern AROUND = Pattern.compile(
            "^(?:(?:amazon|aws|ec2|google|gcp|gce|cloud|microsoft|azure|oracle|oci)[ :/-]+)+|[ -]+(?:instance|vm)$");

    /** Returns the type of this name. */
    static Optional<CloudInstance> find(String text) {
        if (text.length() > LONGEST_NAME) {
            return Optional.empty();
        }
        String name = AROUND.matcher(LowerCase.of(text.strip())).replaceAll("");
        String azure = name.replaceAll("[ _]+", "_");
        return find(name, "").or(() -> find(azure, "")).or(() -> find(azure, AZURE));
    }

    private static Optional<CloudInstance> find(String name, String before) {
        int at = TABLE.indexOf("\n" + before + name + ",");
        if (name.isEmpty() || at < 0) {
            return Optional.empty();
        }
        return Optional.of(of(TABLE.substring(at + 1, TABLE.indexOf('\n', at + 1))));
    }

    private static CloudInstance of(String line) {
        List<String> f = CsvLine.split(line);
        return new CloudInstance(
                f.get(0),
                f.get(1),
                Bytes.ofGib(Integer.parseInt(f.get(2))),
                Math.max(1, Integer.parseInt(f.get(3)) / 2));
    }

    /** Returns all types, in the order of the table. */
    static List<CloudInstance> all() {
        return TABLE.lines().skip(1).map(CloudInstance::of).toList();
    }

    /** Returns what is said of the machine, with what the type says where nothing is. */
    HostWish around(HostWish said) {
        return said.orElse(new HostWish(
                Optional.of(ram), Optional.empty(), Optional.of(Integer.toString(cores)), Optional.empty()));
    }
}
