package dev.rookery.connect.winrm.tls;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;
import dev.rookery.connect.tcp.Words;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A text file with certificates or keys (RFC 7468).
final class PemFile {
    private static final long LARGEST = 4 << 20;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([\\s\\S]*?)-----END \\1-----");

    /// What stands between two marks.
    ///
    /// @param label such as `CERTIFICATE`
    /// @param text the lines between, with their white space
    record Block(String label, String text) {
        /// Headers of its own mean the way of encryption before PKCS#8.
        boolean isEncryptedTheOldWay() {
            return text.contains("Proc-Type:");
        }

        byte[] bytes() {
            return Base64.getMimeDecoder().decode(text.strip());
        }
    }

    private final Path file;
    private final List<Block> blocks;

    private PemFile(Path file, List<Block> blocks) {
        this.file = file;
        this.blocks = List.copyOf(blocks);
    }

    static PemFile read(Path file) throws ConnectionException {
        try {
            if (Files.size(file) > LARGEST) {
                throw unusable(file, "is too large for a PEM file");
            }
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            List<Block> blocks = new ArrayList<>();
            Matcher block = BLOCK.matcher(text);
            while (block.find()) {
                blocks.add(new Block(block.group(1), block.group(2)));
            }
            return new PemFile(file, blocks);
        } catch (NoSuchFileException missing) {
            throw unusable(file, "does not exist");
        } catch (IOException unreadable) {
            throw unusable(file, "cannot be read: " + Words.of(unreadable));
        }
    }

    List<Block> blocks() {
        return blocks;
    }

    /// All certificates in it, in their order.
    ///
    /// @throws ConnectionException if there is none, or one cannot be used
    List<X509Certificate> certificates() throws ConnectionException {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Block block : blocks) {
                if (block.label().equals("CERTIFICATE")) {
                    ByteArrayInputStream in = new ByteArrayInputStream(block.bytes());
                    certificates.add((X509Certificate) factory.generateCertificate(in));
                }
            }
        } catch (CertificateException | IllegalArgumentException malformed) {
            throw unusable(file, "has a malformed certificate: " + Words.of(malformed));
        }
        if (certificates.isEmpty()) {
            throw unusable(file, "has no certificate (-----BEGIN CERTIFICATE-----)");
        }
        return certificates;
    }

    static ConnectionException unusable(Path file, String why) {
        return unusable(file, why, "name a readable PEM file");
    }

    static ConnectionException unusable(Path file, String why, String remedy) {
        return new ConnectionException(Reason.CREDENTIALS, file + " " + why, remedy);
    }
}
