package dev.rookery.connect.winrm.wsman;

import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;

/// Writes the requests to one service.
public final class Messages {
    /// The largest that the oldest service that still exists takes and sends: MS-WSMV 3.1.4.1.4,
    /// `MaxEnvelopeSizekb` 150.
    static final int MAX_ENVELOPE = 153_600;

    /// A shell without a request for so long is the service's to remove: ours is gone then.
    private static final String IDLE = "PT600.000S";

    private static final String OPEN =
            "<s:Envelope xmlns:s=\""
                    + Names.SOAP
                    + "\" xmlns:a=\""
                    + Names.ADDRESSING
                    + "\" xmlns:w=\""
                    + Names.WSMAN
                    + "\" xmlns:p=\""
                    + Names.MICROSOFT
                    + "\" xmlns:rsp=\""
                    + Names.SHELL
                    + "\">";

    private final String to;
    private final Duration operationTimeout;

    /// For one service.
    ///
    /// @param to its address
    /// @param operationTimeout how long it may think about each request
    public Messages(String to, Duration operationTimeout) {
        this.to = to;
        this.operationTimeout = operationTimeout;
    }

    /// Asks who is there (DSP0226 section 11); changes nothing.
    public Message identify() {
        return new Message(
                "",
                "",
                "<s:Envelope xmlns:s=\""
                        + Names.SOAP
                        + "\" xmlns:i=\""
                        + Names.IDENTITY
                        + "\"><s:Header/><s:Body><i:Identify/></s:Body></s:Envelope>");
    }

    /// Makes a shell: no user profile is loaded, and its programs' texts are UTF-8.
    public Message create() {
        return message(
                Names.TRANSFER + "/Create",
                "",
                option("WINRS_NOPROFILE", "TRUE") + option("WINRS_CODEPAGE", "65001"),
                "<rsp:Shell><rsp:IdleTimeOut>"
                        + IDLE
                        + "</rsp:IdleTimeOut><rsp:InputStreams>stdin</rsp:InputStreams>"
                        + "<rsp:OutputStreams>stdout stderr</rsp:OutputStreams></rsp:Shell>");
    }

    /// Starts the shell's command.
    ///
    /// By way of cmd.exe, as all known clients do: it finds programs by their names, which the
    /// service itself is not known to do. Standard input is a pipe, and no console.
    ///
    /// @throws IllegalArgumentException if the line has a character that XML has not
    public Message command(String shell, String line) {
        return message(
                Names.SHELL + "/Command",
                shell,
                option("WINRS_CONSOLEMODE_STDIN", "FALSE")
                        + option("WINRS_SKIP_CMD_SHELL", "FALSE"),
                "<rsp:CommandLine><rsp:Command>"
                        + escape(line)
                        + "</rsp:Command></rsp:CommandLine>");
    }

    /// The next part of the command's standard input.
    ///
    /// @param end whether it is the last
    public Message send(CommandId command, byte[] bytes, boolean end) {
        return message(
                Names.SHELL + "/Send",
                command.shell(),
                "",
                "<rsp:Send><rsp:Stream Name=\"stdin\" CommandId=\""
                        + escape(command.command())
                        + "\""
                        + (end ? " End=\"true\"" : "")
                        + ">"
                        + Base64.getEncoder().encodeToString(bytes)
                        + "</rsp:Stream></rsp:Send>");
    }

    /// Waits for output.
    public Message receive(CommandId command) {
        return message(
                Names.SHELL + "/Receive",
                command.shell(),
                "",
                "<rsp:Receive><rsp:DesiredStream CommandId=\""
                        + escape(command.command())
                        + "\">stdout stderr</rsp:DesiredStream></rsp:Receive>");
    }

    /// Ends the command.
    public Message terminate(CommandId command) {
        return message(
                Names.SHELL + "/Signal",
                command.shell(),
                "",
                "<rsp:Signal CommandId=\""
                        + escape(command.command())
                        + "\"><rsp:Code>"
                        + Names.TERMINATE
                        + "</rsp:Code></rsp:Signal>");
    }

    /// Removes the shell and ends what runs in it.
    public Message delete(String shell) {
        return message(Names.TRANSFER + "/Delete", shell, "", "");
    }

    private Message message(String action, String shell, String options, String body) {
        String id = "uuid:" + UUID.randomUUID().toString().toUpperCase(Locale.ROOT);
        StringBuilder xml = new StringBuilder(OPEN).append("<s:Header>");
        element(xml, "a:To", "", escape(to));
        element(xml, "w:ResourceURI", " s:mustUnderstand=\"true\"", Names.CMD);
        xml.append("<a:ReplyTo>");
        element(xml, "a:Address", " s:mustUnderstand=\"true\"", Names.ANONYMOUS);
        xml.append("</a:ReplyTo>");
        element(xml, "a:Action", " s:mustUnderstand=\"true\"", action);
        element(xml, "w:MaxEnvelopeSize", " s:mustUnderstand=\"true\"", "" + MAX_ENVELOPE);
        element(xml, "a:MessageID", "", id);
        element(xml, "w:Locale", " xml:lang=\"en-US\" s:mustUnderstand=\"false\"", "");
        element(xml, "p:DataLocale", " xml:lang=\"en-US\" s:mustUnderstand=\"false\"", "");
        element(xml, "w:OperationTimeout", "", duration(operationTimeout));
        if (!shell.isEmpty()) {
            xml.append("<w:SelectorSet>");
            element(xml, "w:Selector", " Name=\"ShellId\"", escape(shell));
            xml.append("</w:SelectorSet>");
        }
        if (!options.isEmpty()) {
            element(xml, "w:OptionSet", " s:mustUnderstand=\"true\"", options);
        }
        xml.append("</s:Header><s:Body>").append(body).append("</s:Body></s:Envelope>");
        return new Message(id, action + "Response", xml.toString());
    }

    private static String option(String name, String value) {
        return "<w:Option Name=\"" + name + "\">" + value + "</w:Option>";
    }

    private static void element(StringBuilder xml, String name, String attributes, String content) {
        xml.append('<').append(name).append(attributes).append('>');
        xml.append(content).append("</").append(name).append('>');
    }

    /// As xs:duration with milliseconds, as Windows' own client writes it.
    private static String duration(Duration time) {
        return String.format(Locale.ROOT, "PT%d.%03dS", time.toSeconds(), time.toMillisPart());
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints()
                .forEach(
                        c -> {
                            switch (c) {
                                case '&' -> escaped.append("&amp;");
                                case '<' -> escaped.append("&lt;");
                                case '>' -> escaped.append("&gt;");
                                case '"' -> escaped.append("&quot;");
                                case '\t', '\n', '\r' -> escaped.append("&#").append(c).append(';');
                                default -> escaped.appendCodePoint(allowed(c));
                            }
                        });
        return escaped.toString();
    }

    /// XML 1.0, production 2.
    private static int allowed(int c) {
        boolean surrogate = c >= 0xD800 && c <= 0xDFFF;
        if (c < 0x20 || surrogate || c == 0xFFFE || c == 0xFFFF) {
            throw new IllegalArgumentException("a character that cannot be sent: " + c);
        }
        return c;
    }
}
