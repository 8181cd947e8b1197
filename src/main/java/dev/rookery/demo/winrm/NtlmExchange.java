package dev.rookery.demo.winrm;

import dev.rookery.connect.winrm.auth.ChannelBinding;
import dev.rookery.connect.winrm.auth.HandshakeException;
import dev.rookery.connect.winrm.auth.NtlmAuthenticate;
import dev.rookery.connect.winrm.auth.NtlmChallenge;
import dev.rookery.connect.winrm.auth.NtlmFlags;
import dev.rookery.connect.winrm.auth.NtlmNegotiate;
import dev.rookery.connect.winrm.auth.Ntlmv2;
import dev.rookery.connect.winrm.auth.TargetInfo;
import dev.rookery.secret.Secret;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The three messages of NTLM as the service sees them, MS-NLMP 3.2.5.
final class NtlmExchange {
    /// What is agreed on if the client asks for it.
    private static final int OPTIONAL =
            NtlmFlags.SEALING | NtlmFlags.KEY_56 | NtlmFlags.VERSION | NtlmFlags.UNICODE;

    private static final int ALWAYS =
            NtlmFlags.NTLM
                    | NtlmFlags.REQUEST_TARGET
                    | NtlmFlags.ALWAYS_SIGN
                    | NtlmFlags.TARGET_INFO
                    | NtlmFlags.TARGET_TYPE_SERVER;

    private final SecureRandom random = new SecureRandom();
    private final byte[] serverChallenge = new byte[NtlmChallenge.CHALLENGE];
    private final NtlmAccounts accounts;
    private final Optional<ChannelBinding> binding;
    private byte[] negotiate = {};
    private byte[] challenge = {};
    private int flags;

    NtlmExchange(NtlmAccounts accounts, Optional<ChannelBinding> binding) {
        this.accounts = accounts;
        this.binding = binding;
    }

    boolean isChallenged() {
        return challenge.length > 0;
    }

    /// Whether both ends agreed on all that sealing takes.
    boolean isSealed() {
        return NtlmFlags.has(flags, NtlmFlags.SEALING);
    }

    byte[] challenge(byte[] message) throws HandshakeException {
        int asked = NtlmNegotiate.flags(message);
        negotiate = message.clone();
        flags = ALWAYS | (asked & OPTIONAL);
        if (!NtlmFlags.has(flags, NtlmFlags.UNICODE)) {
            flags |= NtlmFlags.OEM;
        }
        random.nextBytes(serverChallenge);
        String name = accounts.machine().toUpperCase(Locale.ROOT);
        TargetInfo target =
                new TargetInfo()
                        .put(TargetInfo.COMPUTER, name)
                        .put(TargetInfo.DOMAIN, name)
                        .put(TargetInfo.DNS_COMPUTER, accounts.machine())
                        .putTime(Instant.now());
        challenge = NtlmChallenge.message(flags, name, serverChallenge, target);
        return challenge.clone();
    }

    /// Checks a client's answer.
    ///
    /// @return the session's key
    byte[] authenticate(NtlmAuthenticate message) throws HandshakeException {
        Optional<Secret> password = accounts.passwordOf(message.user());
        byte[] responseKey =
                Ntlmv2.responseKey(
                        message.user(), message.domain(), password.map(Secret::reveal).orElse(""));
        byte[] response = message.ntResponse();
        TargetInfo target = Ntlmv2.targetOf(response);
        byte[] statement = Arrays.copyOfRange(response, Ntlmv2.PROOF, response.length);
        byte[] proof = Ntlmv2.proof(responseKey, serverChallenge, statement);
        boolean right = MessageDigest.isEqual(proof, Arrays.copyOf(response, Ntlmv2.PROOF));
        if (!right || password.isEmpty()) {
            throw NtlmAcceptor.refused("unknown user or wrong password");
        }
        flags &= message.flags();
        byte[] key = sessionKey(message, Ntlmv2.sessionBaseKey(responseKey, proof));
        requireMic(message, target, key);
        requireBinding(target);
        return key;
    }

    private byte[] sessionKey(NtlmAuthenticate message, byte[] exchangeKey)
            throws HandshakeException {
        if (!NtlmFlags.has(flags, NtlmFlags.KEY_EXCHANGE)
                || (flags & (NtlmFlags.SIGN | NtlmFlags.SEAL)) == 0) {
            return exchangeKey;
        }
        byte[] encrypted = message.encryptedSessionKey();
        if (encrypted.length != Ntlmv2.PROOF) {
            throw NtlmAcceptor.refused("its session key has " + encrypted.length + " bytes");
        }
        return Ntlmv2.exchange(exchangeKey, encrypted);
    }

    private void requireMic(NtlmAuthenticate message, TargetInfo target, byte[] key)
            throws HandshakeException {
        if (!NtlmFlags.has(target.flags(), TargetInfo.MIC_PRESENT)) {
            return;
        }
        byte[] due = Ntlmv2.mic(key, negotiate, challenge, message.withoutMic());
        if (!MessageDigest.isEqual(due, message.mic())) {
            throw NtlmAcceptor.refused("its messages were changed on their way");
        }
    }

    private void requireBinding(TargetInfo target) throws HandshakeException {
        if (binding.isEmpty()) {
            return;
        }
        byte[] none = new byte[Ntlmv2.PROOF];
        byte[] named = target.get(TargetInfo.CHANNEL_BINDINGS).orElse(none);
        if (Arrays.equals(named, none) && !accounts.bindingRequired()) {
            return;
        }
        if (!MessageDigest.isEqual(named, Ntlmv2.bindingHash(binding.get()))) {
            throw NtlmAcceptor.refused("it names another TLS channel, or none");
        }
    }
}
