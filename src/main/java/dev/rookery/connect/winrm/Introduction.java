package dev.rookery.connect.winrm;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;
import dev.rookery.connect.WinRmEndpoint;
import dev.rookery.connect.WinRmEndpoint.Login;
import dev.rookery.connect.tcp.Words;
import dev.rookery.connect.winrm.auth.ChannelBinding;
import dev.rookery.connect.winrm.auth.Handshake;
import dev.rookery.connect.winrm.auth.HandshakeException;
import dev.rookery.connect.winrm.auth.Sealing;
import dev.rookery.connect.winrm.http.Header;
import dev.rookery.connect.winrm.http.HttpConnection;
import dev.rookery.connect.winrm.http.Response;
import dev.rookery.secret.Secret;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// How a connection says who we are.
final class Introduction {
    /// MS-WSMV 3.1.4.1.1: what says that the certificate is to be looked at.
    private static final Header MUTUAL =
            new Header(
                    "Authorization",
                    "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual");

    /// NTLM takes two legs, Kerberos one or two.
    private static final int LEGS = 4;

    /// The end of a handshake.
    ///
    /// @param response to the last leg
    record Outcome(Response response, Sealing sealing) {}

    private final WinRmEndpoint endpoint;
    private final Route route;
    private final HandshakeFactory handshakes;

    Introduction(WinRmEndpoint endpoint, Route route, HandshakeFactory handshakes) {
        this.endpoint = endpoint;
        this.route = route;
        this.handshakes = handshakes;
    }

    /// What each request carries; empty if the connection itself is known after a handshake.
    List<Header> headers() {
        return switch (endpoint.login()) {
            case Login.Basic(String user, Secret password) ->
                    List.of(
                            new Header(
                                    "Authorization",
                                    "Basic " + base64(utf8(user + ":" + password.reveal()))));
            case Login.Certificate _ -> List.of(MUTUAL);
            case Login.Ntlm _, Login.Kerberos _ -> List.of();
        };
    }

    boolean isHandshake() {
        return endpoint.login() instanceof Login.Ntlm || endpoint.login() instanceof Login.Kerberos;
    }

    /// Makes itself known on a connection.
    ///
    /// @param more headers of each leg's request
    /// @param body of each leg's request; the service looks at it only after the last
    Outcome shakeHands(Route.Line line, List<Header> more, byte[] body, Duration within)
            throws ConnectionException {
        long end = System.nanoTime() + within.toNanos();
        try {
            Handshake handshake = handshakes.begin(line.server().flatMap(ChannelBinding::of));
            byte[] received = new byte[0];
            for (int leg = 0; leg < LEGS; leg++) {
                byte[] token = handshake.next(received).orElseThrow(Introduction::noToken);
                Duration left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
                Response response = leg(line.http(), handshake, token, more, body, left);
                Optional<byte[]> answer = answered(response, handshake.scheme());
                if (response.status() != 401) {
                    if (answer.isEmpty() && !handshake.isComplete()) {
                        // Whoever answers has not taken part in the handshake.
                        throw HttpStatus.explain(response.status(), endpoint.path());
                    }
                    return finished(handshake, response, answer.orElse(null));
                }
                if (answer.isEmpty() || handshake.isComplete()) {
                    throw refused(response);
                }
                received = answer.get();
            }
            throw new HandshakeException("the handshake does not come to an end", "");
        } catch (HandshakeException failed) {
            throw new ConnectionException(
                    Reason.AUTHENTICATION, Words.of(failed), failed.remedy(), failed);
        }
    }

    private Response leg(
            HttpConnection http,
            Handshake handshake,
            byte[] token,
            List<Header> more,
            byte[] body,
            Duration left)
            throws ConnectionException {
        List<Header> headers = new ArrayList<>(more);
        headers.add(new Header("Authorization", handshake.scheme() + " " + base64(token)));
        return http.exchange(route.post(headers, body), left);
    }

    private static Outcome finished(
            Handshake handshake, Response response, byte @Nullable [] answer)
            throws HandshakeException {
        if (answer != null && !handshake.isComplete() && handshake.next(answer).isPresent()) {
            throw new HandshakeException("the machine let us in before the handshake's end", "");
        }
        if (!handshake.isComplete()) {
            throw new HandshakeException("the machine has not shown who it is", "");
        }
        return new Outcome(response, handshake.sealing());
    }

    private static HandshakeException noToken() {
        return new HandshakeException("the machine wants more than the handshake has", "");
    }

    private static Optional<byte[]> answered(Response response, String scheme)
            throws HandshakeException {
        for (String challenge : response.headers("WWW-Authenticate")) {
            String[] words = challenge.strip().split(" +", 2);
            if (words.length == 2 && words[0].equalsIgnoreCase(scheme)) {
                try {
                    return Optional.of(Base64.getDecoder().decode(words[1].strip()));
                } catch (IllegalArgumentException malformed) {
                    throw new HandshakeException(
                            "the machine's answer to the handshake is malformed", "", malformed);
                }
            }
        }
        return Optional.empty();
    }

    /// What a status of 401 means, and what to do.
    ConnectionException refused(Response response) {
        List<String> offered =
                response.headers("WWW-Authenticate").stream()
                        .map(challenge -> challenge.strip().split("[ ,]", 2)[0])
                        .filter(scheme -> scheme.matches("[A-Za-z0-9._/:-]{1,100}"))
                        .distinct()
                        .toList();
        return LoginRefusal.explain(endpoint.login(), offered);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
