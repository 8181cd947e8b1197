package dev.rookery.connect.winrm.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidParameterSpecException;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/// Ties a handshake to the TLS connection that it runs in, so that nobody between the two ends can
/// forward it: `tls-server-end-point` of RFC 5929, a hash of the server's certificate.
///
/// A Windows service whose `CbtHardeningLevel` is `Strict` refuses a handshake without one.
public final class ChannelBinding {
    private static final byte[] PREFIX =
            "tls-server-end-point:".getBytes(StandardCharsets.US_ASCII);

    private final byte[] applicationData;

    private ChannelBinding(byte[] hash) {
        this.applicationData = Arrays.copyOf(PREFIX, PREFIX.length + hash.length);
        System.arraycopy(hash, 0, applicationData, PREFIX.length, hash.length);
    }

    /// The binding of a server's certificate.
    ///
    /// @return nothing if the certificate's signature has no hash of its own, such as Ed25519: RFC
    ///   5929 defines no binding then
    public static Optional<ChannelBinding> of(X509Certificate server) {
        try {
            Optional<String> algorithm = hashOf(server);
            if (algorithm.isEmpty()) {
                return Optional.empty();
            }
            MessageDigest digest = MessageDigest.getInstance(algorithm.get());
            return Optional.of(new ChannelBinding(digest.digest(server.getEncoded())));
        } catch (NoSuchAlgorithmException | CertificateEncodingException unknown) {
            return Optional.empty();
        }
    }

    /// What both ends put into the handshake.
    public byte[] applicationData() {
        return applicationData.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChannelBinding binding
                && MessageDigest.isEqual(binding.applicationData, applicationData);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(applicationData);
    }

    @Override
    public String toString() {
        return "tls-server-end-point:"
                + HexFormat.of().formatHex(applicationData, PREFIX.length, applicationData.length);
    }

    /// The signature's hash, but SHA-256 in place of what is weaker (RFC 5929 section 4.1).
    private static Optional<String> hashOf(X509Certificate server) {
        String name = server.getSigAlgName().toUpperCase(Locale.ROOT);
        String hash = name.contains("WITH") ? name.substring(0, name.indexOf("WITH")) : "";
        if (name.equals("RSASSA-PSS")) {
            hash = pssHash(server);
        }
        return switch (hash) {
            case "" -> Optional.empty();
            case "MD2", "MD5", "SHA1", "SHA-1" -> Optional.of("SHA-256");
            case "SHA224", "SHA256", "SHA384", "SHA512" ->
                    Optional.of("SHA-" + hash.substring("SHA".length()));
            default -> Optional.of(hash);
        };
    }

    private static String pssHash(X509Certificate server) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
            parameters.init(server.getSigAlgParams());
            return parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
        } catch (NoSuchAlgorithmException | InvalidParameterSpecException | IOException e) {
            return "";
        }
    }
}
