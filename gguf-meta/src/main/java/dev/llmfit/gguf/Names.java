package dev.llmfit.gguf;

/** Makes names from a file short enough for a message. */
final class Names {
    /** Characters of a name that a message shows; judgement: a line of a terminal. */
    private static final int SHOWN = 80;

    private Names() {}

    /** Returns the name, cut after 80 characters. */
    static String shown(String name) {
        return name.length() > SHOWN ? name.substring(0, SHOWN) + '…' : name;
    }
}
