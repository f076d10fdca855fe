package dev.llmfit.tui.state;

/** TEMP */
final class ChosenCodec {
    private ChosenCodec() {}

    static String text(Chosen c, int pane) {
        return "model=" + c.model().orElse("") + "&pane=" + pane;
    }
}
