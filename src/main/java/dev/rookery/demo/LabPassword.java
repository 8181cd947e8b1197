package dev.rookery.demo;

import dev.rookery.secret.Secret;

import java.security.SecureRandom;
import java.util.HexFormat;

/// Makes passwords that nobody knows before, of hexadecimal digits.
final class LabPassword {
    private static final int BYTES = 16;

    private LabPassword() {}

    static Secret create() {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        return new Secret(HexFormat.of().formatHex(random));
    }
}
