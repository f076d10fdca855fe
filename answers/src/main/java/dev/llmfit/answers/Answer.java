package dev.llmfit.answers;

/** What came back: a record of numbers and findings. It holds no sentence with a command line in it. */
public interface Answer {
    /** How an answer ended. A shell makes its exit code or status of it. */
    enum Outcome {
        /** As asked, and it fits. */
        DONE,
        /** It does not fit, or a check failed. */
        NOT_MET,
        /** A measurement lies outside its tolerance. */
        OUTSIDE_TOLERANCE
    }

    /** Returns how it ended. */
    default Outcome outcome() {
        return Outcome.DONE;
    }
}
