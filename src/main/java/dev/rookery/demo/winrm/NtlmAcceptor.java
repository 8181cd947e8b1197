package dev.rookery.demo.winrm;

import dev.rookery.connect.winrm.auth.ChannelBinding;
import dev.rookery.connect.winrm.auth.HandshakeException;
import dev.rookery.connect.winrm.auth.NtlmAuthenticate;
import dev.rookery.connect.winrm.auth.NtlmSealing;
import dev.rookery.connect.winrm.auth.Sealing;
import dev.rookery.connect.winrm.auth.Spnego;

import java.util.Optional;

/// NTLMv2 as a service, bare or in SPNEGO, whichever way the client begins.
public final class NtlmAcceptor implements Acceptor {
    private final NtlmExchange exchange;

    /// The client's list of mechanisms, once it began in SPNEGO.
    private Optional<Spnego> offer = Optional.empty();

    /// Whether the client's first choice was another mechanism, so that the choice must be signed.
    private boolean secondChoice;

    private Optional<Sealing> sealing = Optional.empty();

    private NtlmAcceptor(NtlmAccounts accounts, Optional<ChannelBinding> binding) {
        this.exchange = new NtlmExchange(accounts, binding);
    }

    /// Acceptors for a service.
    ///
    /// @param scheme `Negotiate` or `NTLM`
    public static Acceptor.Factory factory(String scheme, NtlmAccounts accounts) {
        return new Acceptor.Factory() {
            @Override
            public String scheme() {
                return scheme;
            }

            @Override
            public Acceptor accept(Optional<ChannelBinding> binding) {
                return new NtlmAcceptor(accounts, binding);
            }
        };
    }

    @Override
    public Step step(byte[] token) throws HandshakeException {
        if (sealing.isPresent()) {
            throw refused("the handshake is over");
        }
        if (!Spnego.looksLikeSpnego(token)) {
            return bare(token);
        }
        Spnego wrapped = Spnego.parse(token);
        if (wrapped.isInitial()) {
            return begin(wrapped);
        }
        byte[] inner = wrapped.token().orElseThrow(() -> refused("no token"));
        return exchange.isChallenged() ? finish(wrapped, inner) : challenge(inner, false);
    }

    private Step bare(byte[] token) throws HandshakeException {
        if (!exchange.isChallenged()) {
            return new Step(Optional.of(exchange.challenge(token)), false);
        }
        agree(exchange.authenticate(NtlmAuthenticate.parse(token)));
        return new Step(Optional.empty(), true);
    }

    private Step begin(Spnego first) throws HandshakeException {
        if (offer.isPresent() || exchange.isChallenged() || !first.offersNtlm()) {
            throw refused("no NTLM is offered, or not at first");
        }
        offer = Optional.of(first);
        secondChoice = !first.prefersNtlm();
        Optional<byte[]> token = first.token();
        if (secondChoice || token.isEmpty()) {
            int state = secondChoice ? Spnego.REQUEST_MIC : Spnego.ACCEPT_INCOMPLETE;
            return wrapped(state, true, Optional.empty(), Optional.empty());
        }
        return challenge(token.get(), true);
    }

    private Step challenge(byte[] token, boolean choose) throws HandshakeException {
        byte[] challenge = exchange.challenge(token);
        return wrapped(Spnego.ACCEPT_INCOMPLETE, choose, Optional.of(challenge), Optional.empty());
    }

    private Step finish(Spnego last, byte[] token) throws HandshakeException {
        byte[] key = exchange.authenticate(NtlmAuthenticate.parse(token));
        Optional<byte[]> mic = last.mic();
        if (mic.isEmpty()) {
            if (secondChoice) {
                throw refused("the choice of NTLM is not signed");
            }
            agree(key);
            return wrapped(Spnego.ACCEPT_COMPLETED, false, Optional.empty(), Optional.empty());
        }
        byte[] list = offer.orElseThrow(() -> refused("no list of mechanisms")).mechanisms();
        NtlmSealing signing = NtlmSealing.ofService(key);
        signing.verify(list, mic.get());
        byte[] signature = signing.sign(list);
        signing.restartCiphers();
        sealing = Optional.of(exchange.isSealed() ? signing : new Unsealed());
        return wrapped(Spnego.ACCEPT_COMPLETED, false, Optional.empty(), Optional.of(signature));
    }

    private void agree(byte[] key) {
        sealing = Optional.of(exchange.isSealed() ? NtlmSealing.ofService(key) : new Unsealed());
    }

    private static Step wrapped(
            int state, boolean choose, Optional<byte[]> token, Optional<byte[]> mic) {
        boolean done = state == Spnego.ACCEPT_COMPLETED;
        return new Step(Optional.of(Spnego.response(Optional.of(state), choose, token, mic)), done);
    }

    static HandshakeException refused(String why) {
        return new HandshakeException("the client is refused: " + why, "");
    }

    @Override
    public Sealing sealing() {
        return sealing.orElseThrow(() -> new IllegalStateException("not done"));
    }

    /// For a client that did not ask for sealing, such as curl: it needs TLS.
    private static final class Unsealed implements Sealing {
        @Override
        public String protocol() {
            return "application/HTTP-SPNEGO-session-encrypted";
        }

        @Override
        public byte[] seal(byte[] plain) throws HandshakeException {
            throw refused("it did not ask for sealing");
        }

        @Override
        public byte[] unseal(byte[] sealed) throws HandshakeException {
            throw refused("it did not ask for sealing");
        }
    }
}
