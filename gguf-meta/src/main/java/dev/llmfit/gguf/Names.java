package dev.llmfit.gguf;

/** Makes names from a file fit for a message. */
final class Names {
    /** Characters of a name that a message shows; judgement: a line of a terminal. */
    private static final int SHOWN = 80;

    private Names() {}

    /** Returns the name without control characters, cut after 80 characters. */
    static String shown(String name) {
        StringBuilder shown = new StringBuilder(Math.min(name.length(), SHOWN) + 1);
        for (int i = 0; i < name.length() && i < SHOWN; i++) {
            char c = name.charAt(i);
            shown.append(Character.isISOControl(c) ? '?' : c);
        }
        return name.length() > SHOWN ? shown.append('…').toString() : shown.toString();
    }
}
