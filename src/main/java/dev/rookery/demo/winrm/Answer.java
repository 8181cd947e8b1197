package dev.rookery.demo.winrm;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// Writes the answers' envelopes.
final class Answer {
    private static final String ENVELOPE =
            "<s:Envelope xml:lang=\"en-US\""
                    + attribute("s", Names.SOAP)
                    + attribute("a", Names.ADDRESSING)
                    + attribute("x", Names.TRANSFER)
                    + attribute("w", Names.WSMAN)
                    + attribute("rsp", Names.SHELL)
                    + ">";

    private Answer() {}

    private static String attribute(String prefix, String namespace) {
        return " xmlns:" + prefix + "=\"" + namespace + "\"";
    }

    /// The answer to a request that was done.
    ///
    /// @param body XML; the prefixes a, x, w and rsp are declared
    static byte[] to(Envelope request, String body) {
        return envelope(request.action() + "Response", request.messageId(), body);
    }

    static byte[] fault(Envelope request, Fault fault) {
        String detail =
                fault.detail().isEmpty()
                        ? ""
                        : element("w:FaultDetail", Names.FAULT_DETAIL + fault.detail());
        String body =
                "<s:Fault><s:Code>"
                        + element("s:Value", fault.sender() ? "s:Sender" : "s:Receiver")
                        + "<s:Subcode>"
                        + element("s:Value", fault.subcode())
                        + "</s:Subcode></s:Code><s:Reason><s:Text xml:lang=\"en-US\">"
                        + Xml.escape(fault.reason())
                        + "</s:Text></s:Reason><s:Detail>"
                        + detail
                        + "<f:WSManFault"
                        + attribute("f", Names.FAULT)
                        + " Code=\""
                        + fault.code()
                        + "\" Machine=\"127.0.0.1\">"
                        + element("f:Message", fault.reason())
                        + "</f:WSManFault></s:Detail></s:Fault>";
        return envelope(Names.FAULT_ACTION, request.messageId(), body);
    }

    static byte[] identity() {
        String body =
                "<s:Envelope xml:lang=\"en-US\""
                        + attribute("s", Names.SOAP)
                        + "><s:Header/><s:Body><wsmid:IdentifyResponse"
                        + attribute("wsmid", Names.IDENTITY)
                        + ">"
                        + element("wsmid:ProtocolVersion", Names.WSMAN)
                        + element("wsmid:ProductVendor", "Rookery")
                        + element("wsmid:ProductVersion", "OS: 0.0.0 SP: 0.0 Stack: 3.0")
                        + "</wsmid:IdentifyResponse></s:Body></s:Envelope>";
        return body.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] envelope(String action, String relatesTo, String body) {
        String text =
                ENVELOPE
                        + "<s:Header>"
                        + element("a:Action", action)
                        + element("a:MessageID", "uuid:" + UUID.randomUUID())
                        + element("a:To", Names.ANONYMOUS)
                        + element("a:RelatesTo", relatesTo)
                        + "</s:Header><s:Body>"
                        + body
                        + "</s:Body></s:Envelope>";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String element(String name, String text) {
        return "<" + name + ">" + Xml.escape(text) + "</" + name + ">";
    }
}
