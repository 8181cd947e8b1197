package dev.rookery.demo.winrm;

import dev.rookery.connect.winrm.auth.ChannelBinding;
import dev.rookery.connect.winrm.auth.HandshakeException;
import dev.rookery.connect.winrm.auth.Sealing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Decides who may ask on one connection. A handshake lets the whole connection in, Basic and a
/// certificate only the request that they come with.
final class Gate {
    private static final String MUTUAL =
            "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual";

    private final ServerOptions options;
    private final Optional<ChannelBinding> binding;
    private final Optional<String> certificateUser;
    private Optional<Handshaking> handshaking = Optional.empty();

    private record Handshaking(Acceptor.Factory factory, Acceptor acceptor, boolean done) {}

    /// What became of a request at the gate.
    sealed interface Decision {
        /// It is answered already.
        record Refused(Response response) implements Decision {}

        /// It may be served.
        ///
        /// @param sealing of this connection, if a handshake was made on it
        /// @param header for its answer, if there is one
        record Admitted(Optional<Sealing> sealing, Optional<String> header) implements Decision {}
    }

    /// @param certificateUser the principal name in the client's certificate
    Gate(
            ServerOptions options,
            Optional<ChannelBinding> binding,
            Optional<String> certificateUser) {
        this.options = options;
        this.binding = binding;
        this.certificateUser = certificateUser;
    }

    Decision decide(Request request) {
        Optional<String> authorization = request.header("authorization");
        if (authorization.isEmpty()) {
            return handshaking
                    .filter(Handshaking::done)
                    .<Decision>map(known -> admitted(known, Optional.empty()))
                    .orElseGet(this::refused);
        }
        String[] words = authorization.get().split(" ", 2);
        String credentials = words.length == 2 ? words[1].strip() : "";
        String scheme = words[0].toLowerCase(Locale.ROOT);
        if (scheme.equals("basic")) {
            return once(offersBasic() && isPassword(credentials));
        }
        if (words[0].equals(MUTUAL)) {
            return once(options.certificates() && isCertificate());
        }
        return options.acceptors().stream()
                .filter(factory -> factory.scheme().toLowerCase(Locale.ROOT).equals(scheme))
                .findFirst()
                .map(factory -> step(factory, credentials))
                .orElseGet(this::refused);
    }

    private Decision once(boolean known) {
        return known ? new Decision.Admitted(Optional.empty(), Optional.empty()) : refused();
    }

    /// A token on a connection that is known already starts anew.
    private Decision step(Acceptor.Factory factory, String token) {
        Acceptor acceptor =
                handshaking
                        .filter(current -> !current.done() && current.factory().equals(factory))
                        .map(Handshaking::acceptor)
                        .orElseGet(() -> factory.accept(binding));
        try {
            Acceptor.Step step = acceptor.step(Base64.getDecoder().decode(token));
            Handshaking now = new Handshaking(factory, acceptor, step.done());
            handshaking = Optional.of(now);
            Optional<String> header =
                    step.reply()
                            .map(
                                    reply ->
                                            "WWW-Authenticate: "
                                                    + factory.scheme()
                                                    + " "
                                                    + Base64.getEncoder().encodeToString(reply));
            if (step.done()) {
                return admitted(now, header);
            }
            Response more = Response.of(401);
            return new Decision.Refused(header.map(more::with).orElse(more));
        } catch (HandshakeException | IllegalArgumentException refusal) {
            handshaking = Optional.empty();
            return refused();
        }
    }

    private static Decision admitted(Handshaking known, Optional<String> header) {
        return new Decision.Admitted(Optional.of(known.acceptor().sealing()), header);
    }

    private Decision refused() {
        Response response = Response.of(401);
        for (String offer : offers()) {
            response = response.with("WWW-Authenticate: " + offer);
        }
        return new Decision.Refused(response);
    }

    private List<String> offers() {
        List<String> offers = new ArrayList<>();
        options.acceptors().forEach(factory -> offers.add(factory.scheme()));
        if (offersBasic()) {
            offers.add("Basic realm=\"WSMAN\"");
        }
        return offers;
    }

    private boolean offersBasic() {
        return options.basic() && (options.tls().isPresent() || options.unencrypted());
    }

    private boolean isPassword(String credentials) {
        String right = options.user() + ":" + options.password().reveal();
        try {
            return MessageDigest.isEqual(
                    Base64.getDecoder().decode(credentials),
                    right.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private boolean isCertificate() {
        return certificateUser
                .filter(
                        name ->
                                name.equals(options.user())
                                        || name.startsWith(options.user() + "@"))
                .isPresent();
    }
}
