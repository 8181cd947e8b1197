package dev.rookery.demo.winrm;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A certificate authority made by openssl in a directory of the test: its own certificate, one of
/// a server on the loopback address, and one of a client with a user principal name.
public final class TestAuthority {
    /// The user's name in the client's certificate.
    public static final String USER = "vagrant";

    private static final long OPENSSL_SECONDS = 60;
    private static final String EXTENSIONS =
            """
            [server]
            subjectAltName=DNS:localhost,IP:127.0.0.1
            extendedKeyUsage=serverAuth
            [client]
            subjectAltName=otherName:1.3.6.1.4.1.311.20.2.3;UTF8:%s@localhost
            extendedKeyUsage=clientAuth
            """
                    .formatted(USER);

    private final Path directory;

    private TestAuthority(Path directory) {
        this.directory = directory;
    }

    /// Makes an authority; the test is skipped where there is no openssl.
    ///
    /// @param directory empty, and kept as long as the authority is used
    public static TestAuthority createOrSkip(Path directory)
            throws IOException, InterruptedException {
        assumeTrue(Tool.isThere("openssl"), "openssl is not installed");
        TestAuthority authority = new TestAuthority(directory);
        Files.writeString(authority.file("extensions"), EXTENSIONS);
        authority.openssl(
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=Test Authority",
                "-keyout",
                "ca.key",
                "-out",
                "ca.pem",
                "-addext",
                "keyUsage=critical,keyCertSign,cRLSign");
        authority.issue("server", "/CN=localhost");
        authority.issue("client", "/CN=" + USER);
        return authority;
    }

    private void issue(String name, String subject) throws IOException, InterruptedException {
        openssl(
                "req",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                subject,
                "-keyout",
                name + ".key",
                "-out",
                name + ".csr");
        openssl(
                "x509",
                "-req",
                "-in",
                name + ".csr",
                "-CA",
                "ca.pem",
                "-CAkey",
                "ca.key",
                "-CAcreateserial",
                "-days",
                "2",
                "-sha256",
                "-extfile",
                "extensions",
                "-extensions",
                name,
                "-out",
                name + ".pem");
    }

    private void openssl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(OPENSSL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(command + " says " + said);
        }
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    /// The authority's certificate, PEM.
    public Path authorityFile() {
        return file("ca.pem");
    }

    /// The server's certificate, PEM; its name is localhost and its address 127.0.0.1.
    public Path serverFile() {
        return file("server.pem");
    }

    /// The client's certificate, PEM.
    public Path clientFile() {
        return file("client.pem");
    }

    /// The client's key, PEM, PKCS#8 without a passphrase.
    public Path clientKeyFile() {
        return file("client.key");
    }

    /// The server's certificate.
    public X509Certificate server() throws IOException, GeneralSecurityException {
        return certificate("server.pem");
    }

    /// The client's certificate.
    public X509Certificate client() throws IOException, GeneralSecurityException {
        return certificate("client.pem");
    }

    /// The SHA-256 of the server's certificate, in lower case.
    public String serverFingerprint() throws IOException, GeneralSecurityException {
        return HexFormat.of()
                .formatHex(
                        java.security.MessageDigest.getInstance("SHA-256")
                                .digest(server().getEncoded()));
    }

    /// What a server needs; it trusts this authority's clients.
    public SSLContext serverContext() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry(
                "server",
                key("server.key"),
                new char[0],
                new X509Certificate[] {certificate("server.pem"), certificate("ca.pem")});
        keys.setCertificateEntry("ca", certificate("ca.pem"));
        KeyManagerFactory ours =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        ours.init(keys, new char[0]);
        TrustManagerFactory theirs =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        theirs.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(ours.getKeyManagers(), theirs.getTrustManagers(), null);
        return context;
    }

    private X509Certificate certificate(String name) throws IOException, GeneralSecurityException {
        byte[] pem = Files.readAllBytes(file(name));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(pem));
    }

    private PrivateKey key(String name) throws IOException, GeneralSecurityException {
        String pem = Files.readString(file(name));
        String base64 = pem.replaceAll("-----[^-]+-----", "").replaceAll("\\s", "");
        return KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }
}
