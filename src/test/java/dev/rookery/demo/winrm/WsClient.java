package dev.rookery.demo.winrm;

import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;

import javax.xml.parsers.DocumentBuilderFactory;

/// Speaks WS-Management by hand, with Basic.
final class WsClient {
    static final String USER = "vagrant";
    static final String PASSWORD = "pass:word 1";

    private static final String TRANSFER = "http://schemas.xmlsoap.org/ws/2004/09/transfer/";
    private static final String SHELL = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell/";

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;
    private String timeout = "PT20S";
    private int envelope = 153600;

    /// An answer.
    ///
    /// @param text the envelope
    record Said(int status, String text) {
        /// The first element of that name anywhere.
        Element element(String name) throws Exception {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            Document document =
                    factory.newDocumentBuilder()
                            .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
            NodeList found = document.getElementsByTagNameNS("*", name);
            if (found.getLength() == 0) {
                throw new AssertionError("no " + name + " in " + status + " " + text);
            }
            return (Element) found.item(0);
        }

        String value(String name) throws Exception {
            return element(name).getTextContent();
        }

        long faultCode() throws Exception {
            return Long.parseLong(element("WSManFault").getAttribute("Code"));
        }

        /// What a stream says in this part.
        String stream(String name) throws Exception {
            Element answer = element("ReceiveResponse");
            NodeList streams = answer.getElementsByTagNameNS("*", "Stream");
            StringBuilder all = new StringBuilder();
            for (int at = 0; at < streams.getLength(); at++) {
                Element stream = (Element) streams.item(at);
                if (stream.getAttribute("Name").equals(name)) {
                    byte[] bytes = Base64.getDecoder().decode(stream.getTextContent());
                    all.append(new String(bytes, StandardCharsets.UTF_8));
                }
            }
            return all.toString();
        }
    }

    WsClient(String url) {
        this.url = url;
    }

    WsClient timeout(String iso) {
        timeout = iso;
        return this;
    }

    WsClient envelope(int bytes) {
        envelope = bytes;
        return this;
    }

    Said post(String text) throws IOException, InterruptedException {
        String credentials = USER + ":" + PASSWORD;
        String basic =
                Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url))
                        .timeout(Duration.ofSeconds(30))
                        .header("Content-Type", "application/soap+xml;charset=UTF-8")
                        .header("Authorization", "Basic " + basic)
                        .POST(HttpRequest.BodyPublishers.ofString(text))
                        .build();
        HttpResponse<String> response =
                http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        return new Said(response.statusCode(), response.body());
    }

    private Said send(String action, String shell, String options, String body)
            throws IOException, InterruptedException {
        String selector =
                shell.isEmpty()
                        ? ""
                        : "<w:SelectorSet><w:Selector Name='ShellId'>"
                                + shell
                                + "</w:Selector></w:SelectorSet>";
        return post(
                """
                <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"
                    xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"
                    xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
                    xmlns:rsp="http://schemas.microsoft.com/wbem/wsman/1/windows/shell">
                  <s:Header><a:Action>%s</a:Action><a:MessageID>uuid:%s</a:MessageID>
                    <w:ResourceURI>%scmd</w:ResourceURI><w:OperationTimeout>%s</w:OperationTimeout>
                    <w:MaxEnvelopeSize>%d</w:MaxEnvelopeSize>%s%s
                  </s:Header><s:Body>%s</s:Body></s:Envelope>
                """
                        .formatted(
                                action,
                                UUID.randomUUID(),
                                SHELL,
                                timeout,
                                envelope,
                                selector,
                                options,
                                body));
    }

    Said create(String inside) throws IOException, InterruptedException {
        return send(TRANSFER + "Create", "", "", "<rsp:Shell>" + inside + "</rsp:Shell>");
    }

    /// A new shell's id.
    String shell() throws Exception {
        return create("").value("ShellId");
    }

    Said tryCommand(String shell, String line, boolean console, boolean direct)
            throws IOException, InterruptedException {
        return send(
                SHELL + "Command",
                shell,
                "<w:OptionSet><w:Option Name='WINRS_CONSOLEMODE_STDIN'>"
                        + console
                        + "</w:Option><w:Option Name='WINRS_SKIP_CMD_SHELL'>"
                        + direct
                        + "</w:Option></w:OptionSet>",
                "<rsp:CommandLine><rsp:Command>"
                        + line.replace("&", "&amp;").replace("<", "&lt;")
                        + "</rsp:Command></rsp:CommandLine>");
    }

    /// A command that reads what is sent; its id.
    String command(String shell, String line) throws Exception {
        return tryCommand(shell, line, false, true).value("CommandId");
    }

    Said feed(String shell, String command, String text, boolean last)
            throws IOException, InterruptedException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return send(
                SHELL + "Send",
                shell,
                "",
                "<rsp:Send><rsp:Stream Name='stdin' CommandId='"
                        + command
                        + (last ? "' End='true'>" : "'>")
                        + Base64.getEncoder().encodeToString(bytes)
                        + "</rsp:Stream></rsp:Send>");
    }

    Said receive(String shell, String command) throws IOException, InterruptedException {
        return send(
                SHELL + "Receive",
                shell,
                "",
                "<rsp:Receive><rsp:DesiredStream CommandId='"
                        + command
                        + "'>stdout stderr</rsp:DesiredStream></rsp:Receive>");
    }

    /// What a stream of the command says until it is done.
    String all(String shell, String command, String stream) throws Exception {
        StringBuilder all = new StringBuilder();
        while (true) {
            Said part = receive(shell, command);
            all.append(part.stream(stream));
            if (part.element("CommandState").getAttribute("State").endsWith("/Done")) {
                return all.toString();
            }
        }
    }

    Said signal(String shell, String command, String code)
            throws IOException, InterruptedException {
        return send(
                SHELL + "Signal",
                shell,
                "",
                "<rsp:Signal CommandId='"
                        + command
                        + "'><rsp:Code>"
                        + SHELL
                        + "signal/"
                        + code
                        + "</rsp:Code></rsp:Signal>");
    }

    Said delete(String shell) throws IOException, InterruptedException {
        return send(TRANSFER + "Delete", shell, "", "");
    }
}
