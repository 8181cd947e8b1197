package dev.rookery.demo.winrm;

import dev.rookery.connect.winrm.auth.HandshakeException;
import dev.rookery.connect.winrm.auth.Sealing;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/// What is said on one connection, request by request.
final class Conversation {
    private static final Gate.Decision.Admitted NOBODY =
            new Gate.Decision.Admitted(Optional.empty(), Optional.empty());
    private static final String SOAP = "application/soap+xml;charset=UTF-8";

    private final ServerOptions options;
    private final ShellService service;
    private final Disturber disturber;
    private final Gate gate;

    /// An answer that is not sealed yet.
    private static final class Reply {
        private final int status;
        private final byte[] body;

        private Reply(int status, byte[] body) {
            this.status = status;
            this.body = body;
        }
    }

    Conversation(ServerOptions options, ShellService service, Disturber disturber, Gate gate) {
        this.options = options;
        this.service = service;
        this.disturber = disturber;
        this.gate = gate;
    }

    /// Answers until one of the two ends the connection.
    void run(RequestReader reader, OutputStream out) throws IOException, InterruptedException {
        while (true) {
            Optional<Response> response = answerNext(reader);
            if (response.isEmpty()) {
                return;
            }
            response.get().write(out);
            if (response.get().isLast()) {
                return;
            }
        }
    }

    /// @return nothing if the connection is to end without an answer
    private Optional<Response> answerNext(RequestReader reader)
            throws IOException, InterruptedException {
        try {
            Optional<Request> request = reader.next();
            if (request.isEmpty()) {
                return Optional.empty();
            }
            Optional<Response> response = answer(request.get());
            return request.get().isLast() ? response.map(Response::closing) : response;
        } catch (RequestException refused) {
            return Optional.of(Response.of(refused.status()).closing());
        }
    }

    private Optional<Response> answer(Request request)
            throws RequestException, InterruptedException {
        if (!request.path().equals("/wsman")) {
            return Optional.of(Response.of(404));
        }
        if (!request.method().equals("POST")) {
            return Optional.of(Response.of(405));
        }
        if (request.body().length == 0 && request.header("authorization").isPresent()) {
            return authenticate(request);
        }
        if (isAnonymous(request)) {
            return Envelope.parse(request.body()).action().equals(Envelope.IDENTIFY)
                    ? exchange(NOBODY, request)
                    : Optional.of(Response.of(401));
        }
        return switch (gate.decide(request)) {
            case Gate.Decision.Refused(Response response) -> Optional.of(response);
            case Gate.Decision.Admitted admitted -> exchange(admitted, request);
        };
    }

    /// A request without a body only carries a token.
    private Optional<Response> authenticate(Request request) throws InterruptedException {
        Disturber.Exchange exchange = disturber.begin("Authenticate");
        Disturbance before = exchange.at(false);
        Response response =
                switch (gate.decide(request)) {
                    case Gate.Decision.Refused(Response refusal) -> refusal;
                    case Gate.Decision.Admitted admitted ->
                            admitted.header().map(Response.of(200)::with).orElse(Response.of(200));
                };
        Disturbance after = exchange.at(true);
        return disturbed(replaced(replaced(response, before), after), before)
                .flatMap(answer -> disturbed(answer, after));
    }

    private static Response replaced(Response response, Disturbance disturbance) {
        return disturbance instanceof Disturbance.Status(int code) ? Response.of(code) : response;
    }

    private Optional<Response> exchange(Gate.Decision.Admitted admitted, Request request)
            throws RequestException, InterruptedException {
        boolean sealed = Multipart.is(request.header("content-type").orElse(""));
        if (sealed && admitted.sealing().isEmpty()) {
            return Optional.of(Response.of(400));
        }
        if (!sealed && !maySpeakPlainly(request)) {
            return Optional.of(Response.of(500));
        }
        Optional<Sealing> sealing = admitted.sealing().filter(any -> sealed);
        byte[] text =
                sealing.isPresent()
                        ? Multipart.unseal(sealing.get(), request.body())
                        : request.body();
        Envelope envelope = Envelope.parse(text);
        Disturber.Exchange exchange = disturber.begin(envelope.shortAction());
        Disturbance before = exchange.at(false);
        Reply reply = reply(envelope, text.length, before);
        Disturbance after = exchange.at(true);
        Response response = sealed(sealing, replaced(envelope, reply, after));
        return disturbed(admitted.header().map(response::with).orElse(response), before)
                .flatMap(answer -> disturbed(answer, after));
    }

    private boolean maySpeakPlainly(Request request) {
        return options.tls().isPresent() || options.unencrypted() || isAnonymous(request);
    }

    /// Whoever asks so is told who this is, and nothing else.
    private static boolean isAnonymous(Request request) {
        return request.header("wsmanidentify").orElse("").equals("unauthenticated");
    }

    private Reply reply(Envelope envelope, int size, Disturbance before)
            throws InterruptedException {
        if (before instanceof Disturbance.Status
                || before instanceof Disturbance.Faulty
                || before instanceof Disturbance.Cut) {
            return replaced(envelope, new Reply(500, new byte[0]), before);
        }
        try {
            if (size > options.limits().maxEnvelopeSize()) {
                throw new FaultException(Fault.envelopeLimit(options.limits().maxEnvelopeSize()));
            }
            if (envelope.action().equals(Envelope.IDENTIFY)) {
                return new Reply(200, Answer.identity());
            }
            return new Reply(200, Answer.to(envelope, service.answer(envelope)));
        } catch (FaultException refused) {
            return new Reply(500, Answer.fault(envelope, refused.fault()));
        }
    }

    private static Reply replaced(Envelope envelope, Reply reply, Disturbance disturbance) {
        return switch (disturbance) {
            case Disturbance.Status(int code) -> new Reply(code, new byte[0]);
            case Disturbance.Faulty(long code) ->
                    new Reply(500, Answer.fault(envelope, Fault.of(code)));
            case Disturbance.None _,
                    Disturbance.Cut _,
                    Disturbance.Delay _,
                    Disturbance.CutAfter _,
                    Disturbance.Corrupt _ ->
                    reply;
        };
    }

    private static Response sealed(Optional<Sealing> sealing, Reply reply) throws RequestException {
        if (reply.body.length == 0) {
            return Response.of(reply.status);
        }
        if (sealing.isEmpty()) {
            return Response.of(reply.status, SOAP, reply.body);
        }
        try {
            return Response.of(
                    reply.status,
                    Multipart.contentType(sealing.get()),
                    Multipart.seal(sealing.get(), reply.body));
        } catch (HandshakeException unusable) {
            throw new RequestException(500, String.valueOf(unusable.getMessage()));
        }
    }

    private static Optional<Response> disturbed(Response response, Disturbance disturbance) {
        return switch (disturbance) {
            case Disturbance.Cut _ -> Optional.empty();
            case Disturbance.CutAfter(int bytes) -> Optional.of(response.cutAfter(bytes));
            case Disturbance.Corrupt(int offset) -> Optional.of(response.corrupted(offset));
            case Disturbance.None _,
                    Disturbance.Delay _,
                    Disturbance.Status _,
                    Disturbance.Faulty _ ->
                    Optional.of(response);
        };
    }
}
