package dev.rookery.demo;

import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;

/// The keys of one lab, made for it: nothing else is let in or trusted.
///
/// RSA, because the server's library serves no other kind of host key without more libraries.
///
/// @param host what the servers show
/// @param user what they accept
record DemoKeys(KeyPair host, KeyPair user) {
    private static final int BITS = 2048;

    static DemoKeys create() throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            return new DemoKeys(generator.generateKeyPair(), generator.generateKeyPair());
        } catch (GeneralSecurityException missing) {
            throw new IOException("this Java cannot make RSA keys", missing);
        }
    }

    /// The host key as a line of known_hosts has it.
    String hostEntry() {
        return PublicKeyEntry.toString(host.getPublic());
    }

    /// Writes the user's private key, readable by its owner only from the start.
    void writeUserKey(Path file) throws IOException {
        DemoFiles.createPrivate(file);
        try (OutputStream out = Files.newOutputStream(file)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(user, "rookery demo", null, out);
        } catch (GeneralSecurityException impossible) {
            throw new IOException("cannot write the key", impossible);
        }
    }
}
