package dev.rookery.connect.winrm.wsman;

import java.net.ProtocolException;
import java.util.Optional;

/// What answers a request: checked to be the answer to this one, and no fault.
public final class Reply {
    private static final String ID = "[!-~]{1,200}";

    private final Element body;

    private Reply(Element body) {
        this.body = body;
    }

    /// Reads an answer.
    ///
    /// @throws WsmanFault if the service says that it could not do it
    /// @throws ProtocolException if it is no answer to this request
    public static Reply to(Message request, byte[] document) throws WsmanFault, ProtocolException {
        Element envelope = XmlReader.read(document);
        if (!envelope.is(Names.SOAP, "Envelope")) {
            throw new ProtocolException("the answer is no SOAP envelope");
        }
        Element body =
                envelope.child(Names.SOAP, "Body")
                        .orElseThrow(() -> new ProtocolException("the answer has no body"));
        Optional<Element> fault = body.child(Names.SOAP, "Fault");
        checkHeader(request, envelope.child(Names.SOAP, "Header"), fault.isPresent());
        if (fault.isPresent()) {
            throw WsmanFault.of(fault.get());
        }
        return new Reply(body);
    }

    /// A recorded answer, sent again, has another request's identifier. A fault may have none: the
    /// service could not read ours.
    private static void checkHeader(Message request, Optional<Element> header, boolean fault)
            throws ProtocolException {
        Optional<String> relatesTo = text(header, "RelatesTo");
        Optional<String> action = text(header, "Action");
        boolean related = relatesTo.map(id -> id.equalsIgnoreCase(request.id())).orElse(fault);
        if (!request.id().isEmpty() && !related) {
            throw new ProtocolException("the answer is to another request");
        }
        if (!fault
                && !request.answer().isEmpty()
                && !action.equals(Optional.of(request.answer()))) {
            throw new ProtocolException("the answer is of another kind than the request");
        }
    }

    private static Optional<String> text(Optional<Element> header, String name) {
        return header.flatMap(all -> all.child(Names.ADDRESSING, name))
                .map(element -> element.text().strip());
    }

    /// Checks that it is Identify's answer.
    public void requireIdentity() throws ProtocolException {
        if (body.child(Names.IDENTITY, "IdentifyResponse").isEmpty()) {
            throw new ProtocolException("the answer does not identify a WS-Management service");
        }
    }

    /// Of Create's answer: what the service calls the new shell.
    public String shellId() throws ProtocolException {
        return id(
                body.all()
                        .filter(element -> element.is(Names.WSMAN, "Selector"))
                        .filter(element -> element.attribute("Name").equals(Optional.of("ShellId")))
                        .map(Element::text)
                        .findFirst());
    }

    /// Of Command's answer: what the service calls the command.
    public String commandId() throws ProtocolException {
        return id(
                body.child(Names.SHELL, "CommandResponse")
                        .flatMap(response -> response.child(Names.SHELL, "CommandId"))
                        .map(Element::text));
    }

    private static String id(Optional<String> text) throws ProtocolException {
        return text.map(String::strip)
                .filter(id -> id.matches(ID))
                .orElseThrow(() -> new ProtocolException("the answer has no identifier"));
    }

    /// Of Receive's answer: the output.
    public Received received(CommandId command) throws ProtocolException {
        Element response =
                body.child(Names.SHELL, "ReceiveResponse")
                        .orElseThrow(() -> new ProtocolException("the answer has no output"));
        return Received.of(response, command.command());
    }
}
