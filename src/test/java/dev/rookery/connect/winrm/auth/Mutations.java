package dev.rookery.connect.winrm.auth;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Tokens as a broken or hostile end would send them: the same ones for the same seed.
final class Mutations {
    private final Random random;
    private final List<byte[]> valid;

    Mutations(long seed, List<byte[]> valid) {
        this.random = new Random(seed);
        this.valid = valid;
    }

    byte[] next() {
        byte[] token = valid.get(random.nextInt(valid.size())).clone();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            token = changed(token);
        }
        return token;
    }

    private byte[] changed(byte[] token) {
        if (token.length == 0) {
            return new byte[] {(byte) random.nextInt()};
        }
        int at = random.nextInt(token.length);
        switch (random.nextInt(6)) {
            case 0 -> token[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> token[at] = (byte) random.nextInt();
            case 2 -> token[at] = random.nextBoolean() ? (byte) 0xff : 0;
            case 3 -> token = Arrays.copyOf(token, at);
            case 4 -> token = Arrays.copyOf(token, token.length + random.nextInt(40));
            default -> {
                int width = Math.min(4, token.length - at);
                for (int i = 0; i < width; i++) {
                    token[at + i] = (byte) (random.nextBoolean() ? 0xff : 0x7f);
                }
            }
        }
        return token;
    }
}
