package dev.rookery.connect.ssh;

import com.hierynomus.sshj.userauth.certificate.Certificate;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;
import dev.rookery.connect.SshEndpoint;
import dev.rookery.connect.SshEndpoint.HostKeyChecking;

import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Decides about one server's key and keeps the refusal, in words for people.
///
/// Stricter than ssh in one case: with `accept-new`, a key of another type than the known ones is a
/// changed key, for a machine in the middle would offer just that.
final class HostKeyCheck implements HostKeyVerifier {
    /// The type field of a certificate that is a server's: PROTOCOL.certkeys of OpenSSH.
    private static final long HOST_CERTIFICATE = 2;

    private final SshEndpoint endpoint;
    private final Level level;
    private final KnownHosts known;
    private volatile @Nullable ConnectionException refusal;

    private HostKeyCheck(SshEndpoint endpoint, Level level, KnownHosts known) {
        this.endpoint = endpoint;
        this.level = level;
        this.known = known;
    }

    static HostKeyCheck of(SshEndpoint endpoint, Level level) throws ConnectionException {
        try {
            List<Path> files =
                    endpoint.hostKeys() == HostKeyChecking.OFF ? List.of() : endpoint.knownHosts();
            return new HostKeyCheck(
                    endpoint, level, KnownHosts.about(host(endpoint), port(endpoint), files));
        } catch (IOException unreadable) {
            throw new ConnectionException(
                    Reason.HOST_KEY_UNKNOWN,
                    "cannot read the known hosts: " + Failures.words(unreadable),
                    "make the file readable, or name another with -o UserKnownHostsFile=FILE",
                    unreadable);
        }
    }

    /// An alias is looked up as it is, without a port.
    private static String host(SshEndpoint endpoint) {
        return endpoint.hostKeyAlias().orElse(endpoint.host());
    }

    private static int port(SshEndpoint endpoint) {
        return endpoint.hostKeyAlias().isPresent() ? 22 : endpoint.port();
    }

    boolean mayBeCertified() {
        return known.hasAuthority();
    }

    Optional<ConnectionException> refusal() {
        return Optional.ofNullable(refusal);
    }

    @Override
    public List<String> findExistingAlgorithms(String host, int port) {
        if (known.hasAuthority()) {
            return List.of();
        }
        return known.types().stream()
                .flatMap(
                        type ->
                                type.equals("ssh-rsa")
                                        ? List.of("rsa-sha2-512", "rsa-sha2-256").stream()
                                        : List.of(type).stream())
                .toList();
    }

    @Override
    public boolean verify(String host, int port, PublicKey offered) {
        if (endpoint.hostKeys() == HostKeyChecking.OFF) {
            return true;
        }
        PublicKey plain = offered;
        if (offered instanceof Certificate<?> certificate) {
            String authority = base64(certificate.getSignatureKey());
            if (known.revoking(authority).isEmpty()
                    && known.revoking(base64(blob(certificate.getKey()))).isEmpty()
                    && certificate.getType() == HOST_CERTIFICATE
                    && known.trustsAuthority(authority)) {
                return true;
            }
            plain = certificate.getKey();
        }
        try {
            checkPlain(KeyType.fromKey(plain).toString(), blob(plain));
            return true;
        } catch (ConnectionException refused) {
            refusal = refused;
            return false;
        }
    }

    private void checkPlain(String type, byte[] blob) throws ConnectionException {
        String key = base64(blob);
        HostKeyRefusal words = new HostKeyRefusal(endpoint, level, known.name(), type, blob);
        Optional<KnownHostsLine> revoked = known.revoking(key);
        if (revoked.isPresent()) {
            throw words.revoked(revoked.get());
        }
        if (known.knows(key)) {
            return;
        }
        Optional<KnownHostsLine> other = known.other(type);
        if (other.isPresent()) {
            throw words.changed(other.get());
        }
        if (endpoint.hostKeys() != HostKeyChecking.ACCEPT_NEW) {
            throw words.unknown();
        }
        remember(new NewHostKey(host(endpoint), port(endpoint), known.name(), type, key), words);
    }

    private void remember(NewHostKey key, HostKeyRefusal words) throws ConnectionException {
        if (endpoint.knownHosts().isEmpty()) {
            return;
        }
        Path file = endpoint.knownHosts().getFirst();
        try {
            KnownHosts before = key.addTo(file);
            Optional<KnownHostsLine> other = before.other(key.type());
            if (!before.knows(key.key()) && other.isPresent()) {
                throw words.changed(other.get());
            }
        } catch (IOException unwritable) {
            throw words.unwritable(file, unwritable);
        }
    }

    private static byte[] blob(PublicKey key) {
        return new Buffer.PlainBuffer().putPublicKey(key).getCompactData();
    }

    private static String base64(byte[] blob) {
        return Base64.getEncoder().encodeToString(blob);
    }

    @Override
    public String toString() {
        return "known_hosts";
    }
}
