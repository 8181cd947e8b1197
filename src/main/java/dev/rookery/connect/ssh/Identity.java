package dev.rookery.connect.ssh;

import java.io.IOException;

/// A key, or a certificate of one, that we can log in with.
sealed interface Identity permits FileIdentity, AgentIdentity {
    /// The public part as it travels.
    byte[] blob();

    /// For people: which key it is.
    String label();

    /// The signature as it travels: its format and its bytes.
    byte[] sign(byte[] data) throws IOException;

    /// What the key's signatures are called; RSA keys sign with SHA-512.
    default String algorithm() {
        String type = Wire.firstString(blob());
        return switch (type) {
            case "ssh-rsa" -> "rsa-sha2-512";
            case "ssh-rsa-cert-v01@openssh.com" -> "rsa-sha2-512-cert-v01@openssh.com";
            default -> type;
        };
    }
}
