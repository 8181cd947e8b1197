package dev.rookery.connect.winrm.auth;

import dev.rookery.connect.winrm.der.Der;

import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// A token of SPNEGO (RFC 4178), which carries a token of the mechanism that both ends chose.
///
/// A Windows service takes NTLM in it and without it, and answers in kind (MS-SPNG 3.3.5.1, MS-NLMP
/// 2.2.1: the bare message begins with `NTLMSSP`).
public final class Spnego {
    /// The first token of an acceptor that wants another one.
    public static final int ACCEPT_INCOMPLETE = 1;

    /// The acceptor is satisfied.
    public static final int ACCEPT_COMPLETED = 0;

    /// The acceptor does not want us.
    public static final int REJECT = 2;

    /// As [#ACCEPT_INCOMPLETE], but the choice of the mechanism must be signed.
    public static final int REQUEST_MIC = 3;

    private static final byte[] NTLM = HexFormat.of().parseHex("2b06010401823702020a");
    private static final byte[] SPNEGO = HexFormat.of().parseHex("2b0601050502");

    private static final int INITIAL = 0x60;
    private static final int INIT = 0xa0;
    private static final int RESPONSE = 0xa1;
    private static final int SEQUENCE = 0x30;
    private static final int OID = 0x06;
    private static final int OCTETS = 0x04;
    private static final int ENUMERATED = 0x0a;

    private final boolean initial;
    private final byte[] mechanisms;
    private final List<byte[]> offered;
    private final Optional<Integer> state;
    private final Optional<byte[]> token;
    private final Optional<byte[]> mic;

    private Spnego(boolean initial, Der fields) throws ProtocolException {
        this.initial = initial;
        this.offered = new ArrayList<>();
        Optional<Der> first = fields.enterIf(0xa0);
        Optional<Der> second = fields.enterIf(0xa1);
        if (initial) {
            mechanisms = first.isPresent() ? first.get().rest() : new byte[0];
            Der list = Der.of(mechanisms).enter(SEQUENCE);
            while (!list.isEmpty()) {
                offered.add(list.enter(OID).rest());
            }
            state = Optional.empty();
        } else {
            mechanisms = new byte[0];
            if (second.isPresent()) {
                offered.add(second.get().enter(OID).rest());
            }
            state = first.isPresent() ? Optional.of(state(first.get())) : Optional.empty();
        }
        token = octets(fields.enterIf(0xa2));
        // Old Windows puts a hint for the client where an initial token has its MIC.
        Optional<Der> last = fields.enterIf(0xa3);
        mic = last.isPresent() && last.get().at(OCTETS) ? octets(last) : Optional.empty();
    }

    /// Whether the bytes begin as a token of SPNEGO does.
    public static boolean looksLikeSpnego(byte[] bytes) {
        return bytes.length > 0
                && (bytes[0] == (byte) INITIAL
                        || bytes[0] == (byte) INIT
                        || bytes[0] == (byte) RESPONSE);
    }

    /// Reads a token of either end.
    public static Spnego parse(byte[] bytes) throws HandshakeException {
        try {
            return read(bytes);
        } catch (ProtocolException malformed) {
            throw new HandshakeException("a SPNEGO token is not valid", "", malformed);
        }
    }

    private static Spnego read(byte[] bytes) throws ProtocolException {
        Der from = Der.of(bytes);
        if (from.at(RESPONSE)) {
            return new Spnego(false, from.enter(RESPONSE).enter(SEQUENCE));
        }
        if (from.at(INITIAL)) {
            from = from.enter(INITIAL);
            from.enter(OID);
        }
        return new Spnego(true, from.enter(INIT).enter(SEQUENCE));
    }

    static HandshakeException bad() {
        return new HandshakeException("a SPNEGO token is not valid", "");
    }

    /// A token of a client's, its first: with NTLM as the only mechanism.
    static byte[] initial(byte[] token) {
        byte[] list = Der.element(SEQUENCE, Der.element(OID, NTLM));
        return Der.element(
                INITIAL,
                Der.element(OID, SPNEGO),
                Der.element(
                        INIT,
                        Der.element(
                                SEQUENCE,
                                Der.element(0xa0, list),
                                Der.element(0xa2, Der.element(OCTETS, token)))));
    }

    /// Any later token, of either end.
    ///
    /// @param state of the acceptor; a client says none
    /// @param choose whether it says that the mechanism is NTLM, as the acceptor's first does
    /// @param mic the signature of the list of mechanisms
    public static byte[] response(
            Optional<Integer> state, boolean choose, Optional<byte[]> token, Optional<byte[]> mic) {
        byte[] none = {};
        byte[] said =
                state.map(value -> Der.element(ENUMERATED, new byte[] {value.byteValue()}))
                        .map(element -> Der.element(0xa0, element))
                        .orElse(none);
        byte[] chosen = choose ? Der.element(0xa1, Der.element(OID, NTLM)) : none;
        return Der.element(
                RESPONSE,
                Der.element(SEQUENCE, said, chosen, field(0xa2, token), field(0xa3, mic)));
    }

    private static byte[] field(int tag, Optional<byte[]> value) {
        return value.map(bytes -> Der.element(tag, Der.element(OCTETS, bytes))).orElse(new byte[0]);
    }

    private static int state(Der from) throws ProtocolException {
        byte[] value = from.enter(ENUMERATED).rest();
        if (value.length != 1) {
            throw new ProtocolException("not one byte");
        }
        return value[0];
    }

    private static Optional<byte[]> octets(Optional<Der> field) throws ProtocolException {
        return field.isPresent() ? Optional.of(field.get().enter(OCTETS).rest()) : Optional.empty();
    }

    /// Whether it is a client's first.
    public boolean isInitial() {
        return initial;
    }

    /// Whether NTLM is among the mechanisms.
    public boolean offersNtlm() {
        return offered.stream().anyMatch(oid -> Arrays.equals(oid, NTLM));
    }

    /// Whether NTLM is the mechanism that the token is for.
    public boolean prefersNtlm() {
        return !offered.isEmpty() && Arrays.equals(offered.getFirst(), NTLM);
    }

    /// The list of mechanisms as DER, which its MIC is about.
    public byte[] mechanisms() {
        return mechanisms.clone();
    }

    /// How the acceptor stands to it.
    public Optional<Integer> state() {
        return state;
    }

    /// The mechanism's token.
    public Optional<byte[]> token() {
        return token.map(byte[]::clone);
    }

    /// The signature of the list of mechanisms.
    public Optional<byte[]> mic() {
        return mic.map(byte[]::clone);
    }
}
