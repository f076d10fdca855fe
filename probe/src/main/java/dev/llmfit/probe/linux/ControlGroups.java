package dev.llmfit.probe.linux;

import dev.llmfit.probe.facts.MemoryLimit;
import dev.llmfit.probe.source.KeyValues;
import dev.llmfit.probe.source.Source;
import dev.llmfit.units.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Limits of the control groups (versions 1 and 2) that this process is in, from its own group up to the root: the tightest
 * counts, wherever it stands.
 */
final class ControlGroups {
    private final Source source;
    private final String memberships;
    private final List<Mount> mounts;

    private ControlGroups(Source source, String memberships, List<Mount> mounts) {
        this.source = source;
        this.memberships = memberships;
        this.mounts = mounts;
    }

    /**
     * A mounted hierarchy.
     *
     * @param type {@code cgroup} or {@code cgroup2}
     * @param root path inside the hierarchy that is mounted
     * @param point where
     * @param options controllers of version 1
     */
    record Mount(String type, String root, String point, String options) {}

    /** Reads memberships and mounts of this process. */
    static ControlGroups read(Source source) {
        return new ControlGroups(
                source,
                source.file("/proc/self/cgroup").found().orElse(""),
                mounts(source.file("/proc/self/mountinfo").found().orElse("")));
    }

    /** Parses {@code /proc/self/mountinfo}. */
    static List<Mount> mounts(String text) {
        List<Mount> found = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            int separator = line.indexOf(" - ");
            if (separator < 0) {
                continue;
            }
            String[] before = line.substring(0, separator).split(" ", -1);
            String[] after = line.substring(separator + 3).split(" ", -1);
            if (before.length >= 5 && after.length >= 3 && after[0].startsWith("cgroup")) {
                found.add(new Mount(after[0], before[3], before[4], after[2]));
            }
        }
        return found;
    }

    /** Returns the memory limits, innermost first; groups without limit are left out. */
    List<MemoryLimit> memory() {
        List<MemoryLimit> limits = new ArrayList<>();
        for (String folder : folders("memory")) {
            version2(folder)
                    .or(() -> version1(folder))
                    .filter(l -> l.limit().isPresent())
                    .ifPresent(limits::add);
        }
        return limits;
    }

    /** Returns the smallest number of CPUs that a group grants. */
    OptionalDouble cpuQuota() {
        double least = Double.MAX_VALUE;
        for (String folder : folders("cpu")) {
            OptionalDouble here = quota(folder);
            least = Math.min(least, here.orElse(Double.MAX_VALUE));
        }
        return least == Double.MAX_VALUE ? OptionalDouble.empty() : OptionalDouble.of(least);
    }

    private OptionalDouble quota(String folder) {
        Optional<String> v2 = text(folder + "/cpu.max");
        if (v2.isPresent()) {
            String[] parts = v2.get().split(" ", -1);
            return parts.length == 2 ? ratio(parts[0], parts[1]) : OptionalDouble.empty();
        }
        Optional<String> quota = text(folder + "/cpu.cfs_quota_us");
        Optional<String> period = text(folder + "/cpu.cfs_period_us");
        return quota.isPresent() && period.isPresent() ? ratio(quota.get(), period.get()) : OptionalDouble.empty();
    }

    /** {@code max} of version 2 and {@code -1} of version 1 are no numbers here, which means no limit. */
    private static OptionalDouble ratio(String quota, String period) {
        var q = KeyValues.parse(quota);
        var p = KeyValues.parse(period);
        return q.isPresent() && p.isPresent() && p.getAsLong() > 0
                ? OptionalDouble.of(q.getAsLong() / (double) p.getAsLong())
                : OptionalDouble.empty();
    }

    private Optional<MemoryLimit> version2(String folder) {
        Optional<String> max = text(folder + "/memory.max");
        if (max.isEmpty()) {
            return Optional.empty();
        }
        Optional<Bytes> limit = size(max);
        Optional<Bytes> high = size(text(folder + "/memory.high"));
        boolean byHigh = high.isPresent() && (limit.isEmpty() || high.get().compareTo(limit.get()) < 0);
        KeyValues stat = KeyValues.parse(text(folder + "/memory.stat").orElse(""), ' ');
        Bytes reclaimable = stat.size("inactive_file")
                .orElse(Bytes.ZERO)
                .plus(stat.size("slab_reclaimable").orElse(Bytes.ZERO));
        return Optional.of(new MemoryLimit(
                folder + (byHigh ? "/memory.high" : "/memory.max"),
                byHigh ? high : limit,
                size(text(folder + "/memory.current")).orElse(Bytes.ZERO),
                reclaimable));
    }

    private Optional<MemoryLimit> version1(String folder) {
        Optional<Bytes> limit = size(text(folder + "/memory.limit_in_bytes"));
        KeyValues stat = KeyValues.parse(text(folder + "/memory.stat").orElse(""), ' ');
        if (limit.isEmpty()) {
            // A mount that starts inside the hierarchy does not show the parents; the kernel adds their limit here.
            limit = stat.text("hierarchical_memory_limit").flatMap(t -> size(Optional.of(t)));
        }
        Bytes reclaimable = stat.size("total_inactive_file").orElse(Bytes.ZERO);
        return Optional.of(new MemoryLimit(
                folder + "/memory.limit_in_bytes",
                limit,
                size(text(folder + "/memory.usage_in_bytes")).orElse(Bytes.ZERO),
                reclaimable));
    }

    /** {@code max} means no limit, and so does a value near 2^63, which is how version 1 says it. */
    private static Optional<Bytes> size(Optional<String> text) {
        return text.flatMap(KeyValues::bytes);
    }

    private Optional<String> text(String path) {
        return source.file(path).found().map(String::strip).filter(t -> !t.isEmpty());
    }

    /** Returns the folders of the group and of all its parents, for the hierarchy that holds a controller. */
    private List<String> folders(String controller) {
        List<String> folders = new ArrayList<>();
        for (String line : memberships.split("\n", -1)) {
            String[] parts = line.split(":", 3);
            if (parts.length < 3) {
                continue;
            }
            boolean two = parts[0].equals("0") && parts[1].isEmpty();
            boolean one = List.of(parts[1].split(",", -1)).contains(controller);
            if (two || one) {
                climb(two, controller, parts[2].strip(), folders);
            }
        }
        return folders;
    }

    private void climb(boolean two, String controller, String path, List<String> folders) {
        Mount mount = mounts.stream()
                .filter(m -> two ? m.type().equals("cgroup2") : hasController(m, controller))
                .findFirst()
                .orElse(new Mount("", "/", two ? "/sys/fs/cgroup" : "/sys/fs/cgroup/" + controller, ""));
        String inside = path;
        if (!mount.root().equals("/") && path.startsWith(mount.root())) {
            inside = path.substring(mount.root().length());
        }
        if (inside.contains("..")) {
            inside = ""; // outside of this cgroup namespace: only the root of the mount is visible
        }
        while (true) {
            folders.add(mount.point() + (inside.equals("/") ? "" : inside));
            int slash = inside.lastIndexOf('/');
            if (inside.isEmpty() || inside.equals("/") || slash < 0) {
                return;
            }
            inside = inside.substring(0, slash);
        }
    }

    private static boolean hasController(Mount mount, String controller) {
        return mount.type().equals("cgroup")
                && List.of(mount.options().split(",", -1)).contains(controller);
    }
}
