package dev.rookery.connect.winrm.tls;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/// Certificates that the JDK's keytool makes.
public final class TestAuthority {
    private static final String PASSWORD = "changeit";

    private final Path store;

    private TestAuthority(Path store) {
        this.store = store;
    }

    /// An authority, a server and a client that it knows, one for another name and one whose time
    /// is over.
    public static TestAuthority in(Path directory) throws Exception {
        TestAuthority made = new TestAuthority(directory.resolve("store.p12"));
        made.generate("ca", "CN=Test Authority", List.of("-ext", "bc:c"));
        String san = "san=dns:localhost,ip:127.0.0.1";
        made.generate("server", "CN=hv", List.of("-signer", "ca", "-ext", san));
        made.generate("client", "CN=client", List.of("-signer", "ca"));
        made.generate(
                "elsewhere", "CN=elsewhere", List.of("-signer", "ca", "-ext", "san=dns:elsewhere"));
        made.generate(
                "expired", "CN=old", List.of("-signer", "ca", "-ext", san, "-startdate", "-10d"));
        return made;
    }

    private void generate(String alias, String name, List<String> more) throws Exception {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-J-XX:TieredStopAtLevel=1",
                                "-genkeypair",
                                "-alias",
                                alias,
                                "-keyalg",
                                "EC",
                                "-groupname",
                                "secp256r1",
                                "-dname",
                                name,
                                "-validity",
                                "5",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                PASSWORD));
        words.addAll(more);
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(said);
        }
    }

    /// What a server needs to speak TLS as one of them.
    public SSLContext context(String alias) throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry(
                alias, key(alias), PASSWORD.toCharArray(), keys().getCertificateChain(alias));
        keys.init(own, PASSWORD.toCharArray());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", certificate("ca"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    /// A socket that speaks TLS as one of them.
    ///
    /// @param wantsClient whether it insists on a certificate of ours
    public ServerSocket listen(String alias, boolean wantsClient)
            throws GeneralSecurityException, IOException {
        SSLServerSocket socket =
                (SSLServerSocket)
                        context(alias)
                                .getServerSocketFactory()
                                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        socket.setNeedClientAuth(wantsClient);
        return socket;
    }

    public X509Certificate certificate(String alias) throws GeneralSecurityException, IOException {
        return (X509Certificate) keys().getCertificate(alias);
    }

    PrivateKey key(String alias) throws GeneralSecurityException, IOException {
        Key key = keys().getKey(alias, PASSWORD.toCharArray());
        return (PrivateKey) key;
    }

    /// A PEM file with an entry's certificates.
    public Path certificateFile(String alias) throws GeneralSecurityException, IOException {
        StringBuilder text = new StringBuilder("a comment\n");
        for (Certificate certificate : keys().getCertificateChain(alias)) {
            text.append(pem("CERTIFICATE", certificate.getEncoded()));
        }
        return Files.writeString(store.resolveSibling(alias + ".pem"), text);
    }

    /// A PEM file with an entry's key.
    public Path keyFile(String alias) throws GeneralSecurityException, IOException {
        return Files.writeString(
                store.resolveSibling(alias + "-key.pem"),
                pem("PRIVATE KEY", key(alias).getEncoded()));
    }

    static String pem(String label, byte[] der) {
        return "-----BEGIN "
                + label
                + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END "
                + label
                + "-----\n";
    }

    private KeyStore keys() throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }
}
