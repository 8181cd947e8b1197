package dev.rookery.demo.winrm;

import org.w3c.dom.Element;
import org.xml.sax.SAXException;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A SOAP request of WS-Management.
///
/// @param action the action's URI; `Identify` for the one request that has none
/// @param body the first element in the body, if there is one
record Envelope(
        String action,
        String messageId,
        String resourceUri,
        Map<String, String> selectors,
        Map<String, String> options,
        Optional<Duration> operationTimeout,
        Optional<Integer> maxEnvelopeSize,
        Optional<Element> body) {
    static final String IDENTIFY = "Identify";

    /// @throws RequestException if it is no SOAP message (400)
    static Envelope parse(byte[] text) throws RequestException {
        try {
            Element root = Xml.parse(text).getDocumentElement();
            if (!Names.SOAP.equals(root.getNamespaceURI())) {
                throw new RequestException(400, "not SOAP 1.2");
            }
            Optional<Element> body = Xml.child(root, Names.SOAP, "Body").flatMap(Envelope::first);
            Optional<Element> header = Xml.child(root, Names.SOAP, "Header");
            if (body.filter(Envelope::isIdentify).isPresent()) {
                return empty(IDENTIFY, body);
            }
            return header.isPresent() ? of(header.get(), body) : empty("", body);
        } catch (SAXException | DateTimeException | NumberFormatException malformed) {
            throw new RequestException(400, String.valueOf(malformed.getMessage()));
        }
    }

    private static Envelope empty(String action, Optional<Element> body) {
        return new Envelope(
                action, "", "", Map.of(), Map.of(), Optional.empty(), Optional.empty(), body);
    }

    private static Envelope of(Element header, Optional<Element> body) {
        return new Envelope(
                text(header, Names.ADDRESSING, "Action").orElse(""),
                text(header, Names.ADDRESSING, "MessageID").orElse(""),
                text(header, Names.WSMAN, "ResourceURI").orElse(""),
                named(header, "SelectorSet", "Selector"),
                named(header, "OptionSet", "Option"),
                text(header, Names.WSMAN, "OperationTimeout").map(Duration::parse),
                text(header, Names.WSMAN, "MaxEnvelopeSize").map(Integer::parseInt),
                body);
    }

    private static Optional<String> text(Element header, String namespace, String name) {
        return Xml.child(header, namespace, name).map(child -> child.getTextContent().strip());
    }

    private static Map<String, String> named(Element header, String set, String name) {
        Map<String, String> values = new HashMap<>();
        Xml.child(header, Names.WSMAN, set)
                .ifPresent(
                        element ->
                                Xml.children(element, Names.WSMAN, name)
                                        .forEach(
                                                child ->
                                                        values.put(
                                                                child.getAttribute("Name"),
                                                                child.getTextContent())));
        return values;
    }

    private static Optional<Element> first(Element body) {
        for (var node = body.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                return Optional.of(element);
            }
        }
        return Optional.empty();
    }

    private static boolean isIdentify(Element body) {
        return Names.IDENTITY.equals(body.getNamespaceURI())
                && IDENTIFY.equals(body.getLocalName());
    }

    /// The action's last word, or the whole of it if it is none of a shell's.
    String shortAction() {
        for (String prefix : new String[] {Names.TRANSFER + "/", Names.SHELL + "/"}) {
            if (action.startsWith(prefix)) {
                return action.substring(prefix.length());
            }
        }
        return action;
    }

    boolean option(String name, boolean otherwise) {
        String value = options.get(name);
        return value == null ? otherwise : value.equalsIgnoreCase("true") || value.equals("1");
    }

    Element requireBody(String name) throws FaultException {
        return body.filter(
                        element ->
                                Names.SHELL.equals(element.getNamespaceURI())
                                        && name.equals(element.getLocalName()))
                .orElseThrow(() -> new FaultException(Fault.invalidBody("no " + name)));
    }
}
