package dev.llmfit.answers.symptom;

import dev.llmfit.engine.log.NvidiaSmiTable;
import dev.llmfit.engine.log.NvidiaSmiTable.Card;
import dev.llmfit.engine.log.NvidiaSmiTable.Held;
import dev.llmfit.engine.log.OllamaPs;
import dev.llmfit.engine.log.RunLog;
import dev.llmfit.units.Bytes;
import dev.llmfit.units.Hint;
import dev.llmfit.units.NextStep;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Causes of slow answers in the tables of {@code ollama ps} and {@code nvidia-smi}. */
final class PastedSigns {
    /** Share of a card's memory above which a Windows driver has begun to move some of it to RAM; judgement. */
    private static final double FULL = 0.97;

    /** NVIDIA's consumer cards lower their clock from 83 °C on ({@code nvidia-smi -q}: GPU Target Temperature). */
    private static final int HOT = 83;

    /** Share of the power limit at which the clock is held back; judgement: the draw swings by some watts below it. */
    private static final double AT_LIMIT = 0.97;

    /** A card that holds a model and computes less than this share of the time waits for something; judgement, percent. */
    private static final int WAITS = 30;

    /** A desktop holds less than this on the card that shows it; judgement from what our machines' drivers print, MiB. */
    private static final double DESKTOP = 1024;

    private final RunLog log;
    private final List<Sign> signs = new ArrayList<>();

    private PastedSigns(RunLog log) {
        this.log = log;
    }

    /** Returns the causes. */
    static List<Sign> in(RunLog log) {
        PastedSigns found = new PastedSigns(log);
        log.pasted().ollama().forEach(found::loaded);
        NvidiaSmiTable table = log.pasted().nvidia();
        table.cards().forEach(c -> found.card(c, table));
        boolean pasted = !log.pasted().ollama().isEmpty() || !table.cards().isEmpty();
        if (pasted && found.signs.isEmpty()) {
            found.add("run/nothing-seen", "Nothing in it slows a model" + free(table) + ".", Hint.NONE);
        }
        return found.signs;
    }

    private static String free(NvidiaSmiTable table) {
        List<String> cards = table.cards().stream()
                .map(c -> String.format(
                        Locale.ROOT,
                        "GPU %d has %,.0f of %,.0f MiB free",
                        c.index(),
                        c.free().mib(),
                        c.total().mib()))
                .toList();
        return cards.isEmpty() ? "" : ": " + String.join(", ", cards);
    }

    /** Ollama divides a model that does not fit; {@code 100% GPU} is what is wanted. */
    private void loaded(OllamaPs row) {
        if (row.onProcessor() == 0) {
            return;
        }
        String name = row.model().isEmpty() ? "The model" : row.model();
        String short_ = row.size()
                .map(s -> String.format(Locale.ROOT, " (%.1f GiB)", s.gib() * row.onProcessor() / 100))
                .orElse("");
        if (row.onProcessor() == 100) {
            add(
                    "slow/no-gpu",
                    name + " runs on the processor alone.",
                    Hint.plain(
                            "OLLAMA_DEBUG=1 ollama serve tells why no GPU was taken (the lines 'inference compute' of"
                                    + " its log)."));
        } else {
            String context =
                    row.context().isPresent() ? "num_ctx below " + row.context().getAsInt() : "a smaller num_ctx";
            add(
                    "slow/partial",
                    row.onProcessor() + " % of " + name + short_
                            + " lie in RAM and run at its speed; the slowest part sets the speed of all.",
                    Hint.of(
                            "What brings it to the GPU: OLLAMA_FLASH_ATTENTION=1 OLLAMA_KV_CACHE_TYPE=q8_0, " + context
                                    + ", or a smaller file type: {0}.",
                            new NextStep.Ask("recommend")
                                    .and("model", row.model().isEmpty() ? "REF" : row.model())));
        }
    }

    private void card(Card c, NvidiaSmiTable table) {
        List<Held> here =
                table.programs().stream().filter(p -> p.card() == c.index()).toList();
        others(c, here);
        boolean runs = here.stream().anyMatch(Held::runsModels);
        if (c.used().count() > c.total().count() * FULL) {
            add(
                    "slow/card-full",
                    String.format(
                            Locale.ROOT,
                            "GPU %d is full: %,.0f of %,.0f MiB are in use%s.",
                            c.index(),
                            c.used().mib(),
                            c.total().mib(),
                            c.windows()
                                    ? ", and the Windows driver moves what does not fit into RAM, at a tenth of the speed"
                                    : ""),
                    Hint.plain(
                            c.windows()
                                    ? "NVIDIA Control Panel, CUDA - Sysmem Fallback Policy: Prefer No Sysmem Fallback; then a"
                                            + " shorter context or fewer layers on the GPU."
                                    : "A shorter context, a q8_0 cache or a smaller file type leaves room."));
        }
        if (c.celsius().isPresent() && c.celsius().getAsInt() >= HOT) {
            add(
                    "slow/thermal",
                    "GPU " + c.index() + " is at " + c.celsius().getAsInt() + " °C, where it lowers its clock.",
                    Hint.plain(
                            "nvidia-smi -q -d PERFORMANCE says whether it does; clean the fans, or lower the power limit:"
                                    + " sudo nvidia-smi -pl WATTS."));
        }
        power(c);
        if (runs && c.busy().isPresent() && c.busy().getAsInt() > 0 && c.busy().getAsInt() < WAITS) {
            add(
                    "slow/gpu-waits",
                    "GPU " + c.index() + " computes " + c.busy().getAsInt()
                            + " % of the time: it waits for layers in RAM, for another card, or for requests.",
                    Hint.plain(
                            "Look while it writes: nvidia-smi dmon; all layers on the GPU (-ngl 99; Ollama: ollama ps must show"
                                    + " 100% GPU)."));
        }
    }

    private void power(Card c) {
        if (c.watts().isPresent()
                && c.limit().isPresent()
                && c.limit().getAsInt() > 0
                && c.watts().getAsInt() >= c.limit().getAsInt() * AT_LIMIT) {
            add(
                    "slow/power-cap",
                    "GPU " + c.index() + " draws " + c.watts().getAsInt() + " of the "
                            + c.limit().getAsInt()
                            + " W that it may: the limit holds its clock back, prompts more than answers.",
                    Hint.plain("nvidia-smi -q -d POWER tells the highest limit; sudo nvidia-smi -pl WATTS sets it."));
        }
    }

    /** What is not a model's program holds memory that a model could have. */
    private void others(Card c, List<Held> here) {
        Bytes models = held(here.stream().filter(Held::runsModels).toList());
        List<Held> others = here.stream()
                .filter(h -> !h.runsModels())
                .sorted(Comparator.comparing((Held h) -> h.memory().orElse(Bytes.ZERO))
                        .reversed())
                .toList();
        Bytes told = held(others);
        boolean silent = here.stream().allMatch(h -> h.memory().isEmpty());
        Bytes taken = silent ? c.used().minus(models) : told;
        boolean listed = !here.isEmpty() || log.prints().has("No running processes found");
        if (!listed || taken.mib() < DESKTOP || (silent && here.stream().anyMatch(Held::runsModels))) {
            return;
        }
        Optional<Held> most = others.stream().findFirst();
        String who = most.map(h -> "other programs, most of it " + name(h))
                .orElse("programs that it does not list (another user's, or a container's)");
        add(
                "slow/other-programs",
                String.format(
                        Locale.ROOT,
                        "%,.0f of %,.0f MiB of GPU %d are held by %s; %,.0f MiB are free.",
                        taken.mib(),
                        c.total().mib(),
                        c.index(),
                        who,
                        c.free().mib()),
                Hint.plain(
                        c.windows()
                                ? "Task Manager, Details, column Dedicated GPU memory tells how much each holds; close what is not"
                                        + " needed."
                                : most.map(h -> "If it is not needed: kill " + h.process() + ".")
                                        .orElse("sudo fuser -v /dev/nvidia* lists them.")));
    }

    private static Bytes held(List<Held> programs) {
        return programs.stream().flatMap(p -> p.memory().stream()).reduce(Bytes.ZERO, Bytes::plus);
    }

    private static String name(Held h) {
        int slash = Math.max(h.name().lastIndexOf('/'), h.name().lastIndexOf('\\'));
        return h.name().substring(slash + 1).replace("{", "(") + " (process " + h.process() + ")";
    }

    private void add(String id, String text, Hint fix) {
        signs.add(new Sign(id, text, fix));
    }
}
