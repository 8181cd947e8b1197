package dev.rookery.run;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// Takes from a script what it has to wait for a guest that does not shut down, as if that time had
/// passed: for tests of very many guests. All else of what is sent stays, see `bootstrap.ps1`.
final class Hurry {
    private static final int PARAMETERS = 2;

    private Hurry() {}

    /// The same standard input for a script without its patience.
    static String up(String input) {
        String text = input.substring(input.indexOf('\n') + 1).replace("\n", "");
        String[] parts = text.split(";", -1);
        String parameters =
                new String(Base64.getDecoder().decode(parts[PARAMETERS]), StandardCharsets.UTF_8);
        String hurried = parameters.replaceAll("(?m)^(limit|linger) \\d+$", "$1 0");
        if (hurried.equals(parameters)) {
            return input;
        }
        parts[PARAMETERS] =
                Base64.getEncoder().encodeToString(hurried.getBytes(StandardCharsets.UTF_8));
        String changed = String.join(";", parts);
        return "rookery " + changed.length() + " " + sum(changed) + "\n" + changed;
    }

    private static String sum(String text) {
        try {
            byte[] sum =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(sum);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
