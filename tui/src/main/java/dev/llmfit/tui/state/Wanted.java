package dev.llmfit.tui.state;

/** What a key wants beside another screen. */
public sealed interface Wanted {
    /** Something that needs no more words. */
    enum Plain implements Wanted {
        /** Nothing. */
        NOTHING,
        /** The end. */
        QUIT,
        /** To stop as a job of the shell does. */
        SUSPEND,
        /** To draw everything again. */
        REDRAW,
        /** To read machine and models again. */
        REFRESH,
        /** To run the launch and hold it against its prediction. */
        VERIFY,
        /** The same although it is predicted not to fit. */
        VERIFY_ANYWAY,
        /** To measure its speed. */
        BENCH,
        /** To download its file. */
        FETCH,
        /** To end what runs. */
        STOP
    }

    /**
     * Text for the clipboard.
     *
     * @param what what it is, in words
     * @param text the text
     */
    record Copy(String what, String text) implements Wanted {}
}
