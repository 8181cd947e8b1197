package dev.rookery.connect.winrm.auth;

import dev.rookery.secret.Secret;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;

/// NTLMv2 as a client, MS-NLMP 3.1.5: three messages, bare in the scheme `Negotiate`, as a Windows
/// service takes them and python's pywinrm sends them.
///
/// It always asks for sealing, and refuses a service that cannot: over TLS too, since every Windows
/// can.
final class NtlmHandshake implements Handshake {
    private static final int FLAGS =
            NtlmFlags.UNICODE
                    | NtlmFlags.REQUEST_TARGET
                    | NtlmFlags.NTLM
                    | NtlmFlags.ALWAYS_SIGN
                    | NtlmFlags.TARGET_INFO
                    | NtlmFlags.VERSION
                    | NtlmFlags.KEY_56
                    | NtlmFlags.SEALING;

    private static final int REQUIRED = NtlmFlags.UNICODE | NtlmFlags.SEALING;

    private final SecureRandom random = new SecureRandom();
    private final NtlmUser user;
    private final Secret password;
    private final String target;
    private final Optional<ChannelBinding> binding;

    private Optional<byte[]> negotiate = Optional.empty();
    private Optional<Sealing> sealing = Optional.empty();

    /// @param user `name`, `DOMAIN\name` or `name@domain`
    /// @param target the service's name, such as `HTTP/host`
    NtlmHandshake(String user, Secret password, String target, Optional<ChannelBinding> binding) {
        this.user = NtlmUser.parse(user);
        this.password = password;
        this.target = target;
        this.binding = binding;
    }

    @Override
    public String scheme() {
        return "Negotiate";
    }

    @Override
    public Optional<byte[]> next(byte[] received) throws HandshakeException {
        if (sealing.isPresent()) {
            acknowledge(received);
            return Optional.empty();
        }
        if (negotiate.isEmpty()) {
            if (received.length != 0) {
                throw NtlmReader.bad("it comes before ours");
            }
            byte[] first = NtlmNegotiate.message(FLAGS);
            negotiate = Optional.of(first);
            return Optional.of(first.clone());
        }
        if (!Spnego.looksLikeSpnego(received)) {
            return Optional.of(answer(negotiate.get(), received));
        }
        Spnego wrapped = Spnego.parse(received);
        refuseReject(wrapped);
        byte[] answer = answer(negotiate.get(), wrapped.token().orElseThrow(Spnego::bad));
        return Optional.of(
                Spnego.response(Optional.empty(), false, Optional.of(answer), Optional.empty()));
    }

    /// After the last message there is nothing more to say but that all is well.
    private static void acknowledge(byte[] received) throws HandshakeException {
        if (received.length == 0) {
            return;
        }
        if (!Spnego.looksLikeSpnego(received)) {
            throw NtlmReader.bad("it comes after the last one");
        }
        Spnego end = Spnego.parse(received);
        refuseReject(end);
        if (end.state().filter(state -> state == Spnego.ACCEPT_COMPLETED).isEmpty()) {
            throw Spnego.bad();
        }
    }

    private static void refuseReject(Spnego token) throws HandshakeException {
        if (token.state().filter(state -> state == Spnego.REJECT).isPresent()) {
            throw new HandshakeException("the service refused NTLM", "");
        }
    }

    private byte[] answer(byte[] negotiate, byte[] received) throws HandshakeException {
        NtlmChallenge challenge = NtlmChallenge.parse(received);
        requireSealing(challenge.flags());
        byte[] responseKey = Ntlmv2.responseKey(user.name(), user.domain(), password.reveal());
        byte[] clientChallenge = randomBytes(NtlmChallenge.CHALLENGE);
        Optional<byte[]> time = serverTime(challenge.target());
        TargetInfo ours = complete(challenge.target(), time.isPresent());
        byte[] statement =
                Ntlmv2.statement(
                        time.orElseGet(() -> TargetInfo.ticks(Instant.now())),
                        clientChallenge,
                        ours);
        byte[] proof = Ntlmv2.proof(responseKey, challenge.serverChallenge(), statement);
        byte[] sessionKey = randomBytes(Ntlmv2.PROOF);
        byte[] message =
                NtlmAuthenticate.message(
                        challenge.flags() & FLAGS,
                        user,
                        time.isPresent()
                                ? new byte[Ntlmv2.PROOF + NtlmChallenge.CHALLENGE]
                                : Ntlmv2.lmResponse(
                                        responseKey, challenge.serverChallenge(), clientChallenge),
                        concatenated(proof, statement),
                        Ntlmv2.exchange(Ntlmv2.sessionBaseKey(responseKey, proof), sessionKey));
        if (time.isPresent()) {
            NtlmAuthenticate.putMic(message, Ntlmv2.mic(sessionKey, negotiate, received, message));
        }
        sealing = Optional.of(NtlmSealing.ofClient(sessionKey));
        return message;
    }

    private static void requireSealing(int flags) throws HandshakeException {
        if (!NtlmFlags.has(flags, REQUIRED)) {
            throw new HandshakeException(
                    "the service offers NTLM without 128-bit sealing (flags %08x)".formatted(flags),
                    "look at the machine's policy \"Network security: Minimum session security for"
                            + " NTLM SSP\", or use Kerberos, or Basic over HTTPS");
        }
    }

    /// The pairs that the client adds, MS-NLMP 3.1.5.1.2. A MIC is only due where the service says
    /// its time: before that came, there was none.
    private TargetInfo complete(TargetInfo service, boolean mic) {
        TargetInfo ours = service.copy();
        if (mic) {
            ours.putFlag(TargetInfo.MIC_PRESENT);
        }
        ours.put(TargetInfo.TARGET_NAME, target);
        return ours.put(
                TargetInfo.CHANNEL_BINDINGS,
                binding.map(Ntlmv2::bindingHash).orElse(new byte[Ntlmv2.PROOF]));
    }

    private static Optional<byte[]> serverTime(TargetInfo service) throws HandshakeException {
        Optional<byte[]> time = service.get(TargetInfo.TIMESTAMP);
        if (time.isPresent() && time.get().length != Long.BYTES) {
            throw NtlmReader.bad("its time has " + time.get().length + " bytes");
        }
        return time;
    }

    private byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] concatenated(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
    }

    @Override
    public boolean isComplete() {
        return sealing.isPresent();
    }

    @Override
    public Sealing sealing() {
        return sealing.orElseThrow(() -> new IllegalStateException("not complete"));
    }
}
