package dev.rookery.connect.winrm;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;
import dev.rookery.connect.WinRmEndpoint;
import dev.rookery.connect.tcp.Words;
import dev.rookery.connect.winrm.auth.HandshakeException;
import dev.rookery.connect.winrm.auth.Sealing;
import dev.rookery.connect.winrm.http.Header;
import dev.rookery.connect.winrm.http.Response;
import dev.rookery.connect.winrm.wsman.Message;
import dev.rookery.connect.winrm.wsman.Reply;
import dev.rookery.connect.winrm.wsman.WsmanFault;

import org.jspecify.annotations.Nullable;

import java.net.ProtocolException;
import java.time.Duration;
import java.util.List;

/// A connection that is known to the service, made anew when the service has ended the last one
/// between two requests. One thread uses it at a time; [#close()] from any thread.
final class Channel implements AutoCloseable {
    private static final Header SOAP =
            new Header("Content-Type", "application/soap+xml;charset=UTF-8");

    private final WinRmEndpoint endpoint;
    private final Route route;
    private final Introduction introduction;
    private final Duration patience;
    private volatile Route.@Nullable Line line;
    private volatile boolean closed;
    private @Nullable Sealing sealing;

    /// @param patience for the TCP connection, and again for TLS and the handshake
    Channel(WinRmEndpoint endpoint, Route route, HandshakeFactory handshakes, Duration patience) {
        this.endpoint = endpoint;
        this.route = route;
        this.introduction = new Introduction(endpoint, route, handshakes);
        this.patience = patience;
    }

    /// Sends a request once, and reads its answer.
    ///
    /// @param within for the answer; a connection that must be made first has a time of its own
    /// @throws ConnectionException if there is no answer, or none that can be trusted: the service
    ///   may have done what it was asked, or not
    /// @throws WsmanFault if it says that it has not
    Reply call(Message message, Duration within) throws ConnectionException, WsmanFault {
        Route.Line ready = ready();
        try {
            return Reply.to(message, exchange(ready, message.bytes(), within));
        } catch (ProtocolException malformed) {
            drop();
            throw strange(malformed);
        } catch (HandshakeException forged) {
            drop();
            throw new ConnectionException(Reason.LOST, Words.of(forged), forged.remedy(), forged);
        }
    }

    private byte[] exchange(Route.Line ready, byte[] plain, Duration within)
            throws ConnectionException, ProtocolException, HandshakeException {
        Sealing seal = sealing;
        if (seal != null) {
            List<Header> headers = List.of(SealedBody.contentType(seal));
            Response response =
                    ready.http()
                            .exchange(route.post(headers, SealedBody.seal(seal, plain)), within);
            return isSealed(response)
                    ? SealedBody.unseal(seal, response.body())
                    : checked(response, true);
        }
        List<Header> headers = introduction.isHandshake() ? List.of(SOAP) : withLogin();
        Response response = ready.http().exchange(route.post(headers, plain), within);
        if (response.status() == 401 && introduction.isHandshake()) {
            // Nothing was done: some services want to be told with each request.
            response = introduction.shakeHands(ready, List.of(SOAP), plain, within).response();
        }
        return checked(response, false);
    }

    private List<Header> withLogin() {
        List<Header> headers = new java.util.ArrayList<>(introduction.headers());
        headers.add(SOAP);
        return headers;
    }

    private static boolean isSealed(Response response) {
        return response.header("Content-Type")
                .filter(type -> type.toLowerCase(java.util.Locale.ROOT).startsWith("multipart/"))
                .isPresent();
    }

    /// The body of an answer that has one to be read.
    ///
    /// @param mustBeSealed then an open body is not read: anyone may have written it
    private byte[] checked(Response response, boolean mustBeSealed)
            throws ConnectionException, ProtocolException {
        int status = response.status();
        boolean soap =
                response.header("Content-Type")
                        .filter(type -> type.startsWith("application/soap+xml"))
                        .isPresent();
        if (soap && !mustBeSealed && status != 401) {
            return response.body();
        }
        drop();
        throw status == 200 && response.body().length > 0 && mustBeSealed
                ? strange(new ProtocolException("the answer is not sealed, and may be forged"))
                : explain(response);
    }

    private ConnectionException explain(Response response) {
        int status = response.status();
        if (status == 401) {
            return introduction.refused(response);
        }
        return route.refusedByProxy(status)
                .orElseGet(() -> HttpStatus.explain(status, endpoint.path()));
    }

    private ConnectionException strange(ProtocolException malformed) {
        return new ConnectionException(
                Reason.LOST,
                "no answer of WS-Management: " + Words.of(malformed),
                "check that port " + endpoint.port() + " is WinRM's",
                malformed);
    }

    /// Connects and makes itself known, unless that is done.
    private Route.Line ready() throws ConnectionException {
        Route.Line open = line;
        if (open != null && open.http().isUsable() && !closed) {
            return open;
        }
        drop();
        if (closed) {
            throw new ConnectionException(Reason.LOST, "the connection is closed", "");
        }
        Route.Line made = route.open(patience, patience);
        line = made;
        try {
            if (closed) {
                throw new ConnectionException(Reason.LOST, "the connection is closed", "");
            }
            introduce(made);
            return made;
        } catch (ConnectionException failed) {
            drop();
            throw failed;
        }
    }

    private void introduce(Route.Line made) throws ConnectionException {
        if (!introduction.isHandshake()) {
            return;
        }
        Introduction.Outcome outcome =
                introduction.shakeHands(made, List.of(SOAP), new byte[0], patience);
        if (outcome.response().status() >= 400) {
            throw explain(outcome.response());
        }
        if (!made.http().isUsable()) {
            throw new ConnectionException(
                    Reason.UNREACHABLE,
                    "the machine ends the connection after the handshake",
                    "check for a proxy in between: a handshake is for one connection");
        }
        sealing = route.isEncrypted() ? null : outcome.sealing();
    }

    private void drop() {
        Route.Line open = line;
        line = null;
        sealing = null;
        if (open != null) {
            open.http().close();
        }
    }

    /// Whether the next request needs no new connection.
    boolean isOpen() {
        Route.Line open = line;
        return !closed && open != null && open.http().isUsable();
    }

    /// Ends it at once and for good; whoever waits for an answer fails.
    @Override
    public void close() {
        closed = true;
        Route.Line open = line;
        if (open != null) {
            open.http().close();
        }
    }
}
