package dev.rookery.shell.powershell;

import java.security.SecureRandom;
import java.util.HexFormat;

/// The words by which one run's two sides know each other. They carry a random number, so that no
/// output can be taken for one, and are shorter than any console is wide.
///
/// @param text what each of them starts with
record Mark(String text) {
    private static final SecureRandom RANDOM = new SecureRandom();

    /// Not all of the script has arrived. Its mark may not have either.
    static final String DAMAGED = "rookery-damaged";

    /// PowerShell's language mode is not the full one.
    static final String RESTRICTED = "rookery-restricted";

    static Mark random() {
        byte[] nonce = new byte[8];
        RANDOM.nextBytes(nonce);
        return new Mark("rookery-" + HexFormat.of().formatHex(nonce));
    }

    /// All of the script has arrived, and it begins.
    String begin() {
        return text + "-begin";
    }

    /// The script has ended, and its answer follows.
    String answer() {
        return text + "-answer";
    }

    /// The answer has ended; the number of its characters follows.
    String end() {
        return text + "-end ";
    }
}
