package dev.llmfit.answers.update;

import java.io.IOException;

/** Says why a bundle of knowledge is not taken: words that go on behind "because", without a full stop. */
final class BundleException extends IOException {
    private static final long serialVersionUID = 1;

    BundleException(String reason) {
        super(reason);
    }

    BundleException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
