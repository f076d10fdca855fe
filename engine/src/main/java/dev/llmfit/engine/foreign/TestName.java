package dev.llmfit.engine.foreign;

import dev.llmfit.engine.Workload;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** llama-bench's names of tests: {@code pp512}, {@code tg128 @ d4096}. */
final class TestName {
    private static final Pattern NAME = Pattern.compile("(pp|tg) ?([0-9]{1,7})(?: ?@ ?d([0-9]{1,7}))?");

    private TestName() {}

    /**
     * Returns what a name means.
     *
     * @throws IllegalArgumentException for one that times a prompt and a generation together, or none
     */
    static Workload of(String name) {
        Matcher m = NAME.matcher(name.strip());
        if (!m.matches()) {
            throw new IllegalArgumentException(
                    name.contains("+")
                            ? "'" + shown(name) + "' times a prompt and a generation together"
                            : "'" + shown(name) + "' is no test that is known here");
        }
        return new Workload(
                m.group(1).equals("pp") ? Workload.Phase.PP : Workload.Phase.TG,
                Integer.parseInt(m.group(2)),
                m.group(3) == null ? 0 : Integer.parseInt(m.group(3)));
    }

    private static String shown(String name) {
        String text = name.strip();
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }
}
