package dev.llmfit.probe.assembly;

import dev.llmfit.probe.facts.GpuFacts;

/** What people call a GPU: the marketing name without the decoration of drivers and databases. */
final class DisplayName {
    private DisplayName() {}

    /** Returns the name to show. */
    static String of(GpuFacts gpu) {
        if (gpu.migProfile().isPresent()) {
            return "MIG " + gpu.migProfile().get() + " of " + plain(gpu.name());
        }
        return plain(gpu.name());
    }

    private static String plain(String name) {
        String text = name.replace("(R)", "").replace("(TM)", "");
        int part = text.indexOf(" / ");
        if (part >= 0) {
            text = text.substring(part + 3);
        }
        text = withoutParentheses(text);
        for (String vendor :
                new String[] {"NVIDIA GeForce ", "GeForce ", "AMD Radeon RX ", "NVIDIA ", "AMD ", "Intel "}) {
            if (text.startsWith(vendor)) {
                text = text.substring(vendor.length());
                text = vendor.endsWith("RX ") ? "RX " + text : text;
                break;
            }
        }
        text = text.startsWith("Radeon RX ") ? text.substring("Radeon ".length()) : text;
        return text.replace(" Laptop GPU", " Laptop").strip();
    }

    private static String withoutParentheses(String text) {
        StringBuilder kept = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' ? 1 : 0;
            if (depth == 0) {
                kept.append(c);
            }
            depth -= c == ')' && depth > 0 ? 1 : 0;
        }
        String plain = kept.toString().replaceAll("\\s+", " ").strip();
        return plain.isEmpty() ? text.strip() : plain;
    }
}
