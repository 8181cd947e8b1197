package dev.rookery.shell.posix;

import java.security.SecureRandom;
import java.util.HexFormat;

/// The words by which one run's two sides know each other. They carry a random number, so that no
/// output can be taken for one.
///
/// @param mark what every one of them starts with
record Markers(String mark) {
    private static final SecureRandom RANDOM = new SecureRandom();

    static Markers random() {
        byte[] nonce = new byte[16];
        RANDOM.nextBytes(nonce);
        return new Markers("rookery-" + HexFormat.of().formatHex(nonce));
    }

    /// The shell is there, as the wanted user, and reads.
    String ready() {
        return mark + "-ready";
    }

    /// The first line of what it is sent.
    String go() {
        return mark + "-go";
    }

    /// Something else than the shell has read that first line.
    String damaged() {
        return mark + "-damaged";
    }

    /// There is no sudo.
    String noSudo() {
        return mark + "-nosudo";
    }

    /// What sudo asks for the password with.
    String prompt() {
        return mark + "-password";
    }

    /// All of the script has arrived, and it begins.
    String begin() {
        return mark + "-begin";
    }

    /// The script has answered and goes on; an exit code follows.
    String held() {
        return mark + "-held ";
    }

    /// The script has ended; an exit code follows.
    String end() {
        return mark + "-end ";
    }

    /// Tells the machine to hang up on the script.
    String stop() {
        return mark + "-stop";
    }
}
