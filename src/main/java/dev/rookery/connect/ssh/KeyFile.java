package dev.rookery.connect.ssh;

import com.hierynomus.sshj.common.KeyDecryptionFailedException;
import com.hierynomus.sshj.userauth.keyprovider.OpenSSHKeyV1KeyFile;

import dev.rookery.secret.Secret;

import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.SSHRuntimeException;
import net.schmizz.sshj.userauth.keyprovider.BaseFileKeyProvider;
import net.schmizz.sshj.userauth.keyprovider.PKCS8KeyFile;
import net.schmizz.sshj.userauth.password.PasswordUtils;

import java.io.IOException;
import java.io.StringReader;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Reads private keys in OpenSSH's format and, unless encrypted, the older PEM formats.
final class KeyFile {
    private static final String OPENSSH = "-----BEGIN OPENSSH PRIVATE KEY-----";
    private static final byte[] MAGIC = "openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII);
    private static final long MAX_SIZE = 1 << 20;

    private final Path file;
    private final String text;

    private KeyFile(Path file, String text) {
        this.file = file;
        this.text = text;
    }

    /// @throws UnusableKeyException if it cannot be read
    static KeyFile read(Path file) throws UnusableKeyException {
        try {
            if (Files.size(file) > MAX_SIZE) {
                throw new UnusableKeyException(file + " is no private key", file);
            }
            return new KeyFile(file, Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException none) {
            throw new UnusableKeyException(
                    "there is no key file " + file, "check the file's name", none);
        } catch (AccessDeniedException denied) {
            throw new UnusableKeyException(
                    "the key file " + file + " may not be read", "chown or chmod it", denied);
        } catch (IOException unreadable) {
            throw new UnusableKeyException(
                    "the key file " + file + " cannot be read: " + Failures.words(unreadable),
                    "check the file",
                    unreadable);
        }
    }

    /// The public part, without a passphrase: from the file itself or from the one beside it.
    Optional<byte[]> publicBlob() {
        try {
            if (text.startsWith(OPENSSH)) {
                ByteBuffer body = body();
                Wire.string(body);
                Wire.string(body);
                Wire.string(body);
                body.getInt();
                return Optional.of(Wire.string(body));
            }
        } catch (BufferUnderflowException | IllegalArgumentException damaged) {
            return Optional.empty();
        }
        return beside(".pub");
    }

    /// What can be offered to a server: the certificate beside the key, if any, and the key.
    List<Identity> identities(Optional<Secret> passphrase) throws UnusableKeyException {
        if (isEncrypted() && passphrase.isEmpty()) {
            throw new UnusableKeyException(
                    "the key file " + file + " is encrypted and no passphrase was given",
                    "give its passphrase, or put it into the agent: ssh-add " + file,
                    null);
        }
        KeyPair pair = decrypt(passphrase);
        byte[] plain = new Buffer.PlainBuffer().putPublicKey(pair.getPublic()).getCompactData();
        List<Identity> identities = new ArrayList<>();
        beside("-cert.pub")
                .ifPresent(cert -> identities.add(new FileIdentity(file, cert, pair.getPrivate())));
        identities.add(new FileIdentity(file, plain, pair.getPrivate()));
        return List.copyOf(identities);
    }

    private KeyPair decrypt(Optional<Secret> passphrase) throws UnusableKeyException {
        BaseFileKeyProvider provider =
                text.startsWith(OPENSSH) ? new OpenSSHKeyV1KeyFile() : new PKCS8KeyFile();
        char[] phrase = passphrase.map(secret -> secret.reveal().toCharArray()).orElse(new char[0]);
        provider.init(
                new StringReader(text), isEncrypted() ? PasswordUtils.createOneOff(phrase) : null);
        try {
            return new KeyPair(provider.getPublic(), provider.getPrivate());
        } catch (KeyDecryptionFailedException wrong) {
            throw new UnusableKeyException(
                    "the passphrase does not fit the key file " + file,
                    "try it with: ssh-keygen -y -f " + file,
                    wrong);
        } catch (IOException | SSHRuntimeException | IllegalStateException unfit) {
            throw new UnusableKeyException(file + " is no private key of a kind we can read", file);
        }
    }

    private boolean isEncrypted() {
        if (!text.startsWith(OPENSSH)) {
            return text.contains("ENCRYPTED");
        }
        try {
            return !new String(Wire.string(body()), StandardCharsets.US_ASCII).equals("none");
        } catch (BufferUnderflowException | IllegalArgumentException damaged) {
            return false;
        }
    }

    /// What follows the magic word of OpenSSH's format (PROTOCOL.key).
    private ByteBuffer body() {
        int end = text.indexOf("-----END");
        String encoded = text.substring(OPENSSH.length(), end < 0 ? text.length() : end);
        byte[] bytes = Base64.getMimeDecoder().decode(encoded);
        if (!Arrays.equals(MAGIC, Arrays.copyOf(bytes, MAGIC.length))) {
            throw new IllegalArgumentException("no openssh-key-v1");
        }
        return ByteBuffer.wrap(bytes).position(MAGIC.length);
    }

    private Optional<byte[]> beside(String suffix) {
        try {
            String[] fields = Files.readString(Path.of(file + suffix)).strip().split("\\s+", 3);
            return fields.length < 2
                    ? Optional.empty()
                    : Optional.of(Base64.getDecoder().decode(fields[1]));
        } catch (IOException | IllegalArgumentException none) {
            return Optional.empty();
        }
    }
}
