package dev.rookery.connect.winrm;

import dev.rookery.connect.WinRmEndpoint;
import dev.rookery.connect.WinRmEndpoint.Login;
import dev.rookery.connect.WinRmEndpoint.Tls;
import dev.rookery.connect.winrm.ToyHandshake.ToySealing;
import dev.rookery.connect.winrm.http.RawServer;
import dev.rookery.connect.winrm.http.RawServer.Asked;
import dev.rookery.secret.Secret;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A small WS-Management service whose shell is this machine's `sh`, and which can fail at each
/// step.
final class TestService implements AutoCloseable {
    static final String PASSWORD = "pass";

    private static final String SHELL = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell";

    private static final String IDENTITY =
            "<i:IdentifyResponse xmlns:i=\"http://schemas.dmtf.org/wbem/wsman/identity/1"
                    + "/wsmanidentity.xsd\"/>";

    /// How a step fails.
    enum Failing {
        CUT,
        CUT_AFTER_DOING_IT,
        STATUS_500,
        FAULT,
        SILENCE,
        OTHER_RELATES_TO,
        OPEN_BODY,
        WRONG_ACTION
    }

    private final RawServer server;
    private final boolean tls;
    private final Map<String, TestShell> shells = new ConcurrentHashMap<>();
    private final Map<String, Failing> failing = new ConcurrentHashMap<>();
    private final AtomicInteger names = new AtomicInteger();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile long faultCode = 5;
    private volatile int requestsForConnection = Integer.MAX_VALUE;
    private final AtomicInteger faultsLeft = new AtomicInteger(Integer.MAX_VALUE);

    TestService() throws IOException {
        this.tls = false;
        this.server = RawServer.start((number, in, out) -> serve(in, out));
    }

    TestService(ServerSocket socket) {
        this.tls = true;
        this.server = RawServer.over(socket, (number, in, out) -> serve(in, out));
    }

    int port() {
        return server.port();
    }

    int connections() {
        return server.connections();
    }

    /// @param step such as `Create`, `Receive`, `Identify`, `Login`
    void fail(String step, Failing how) {
        failing.put(step, how);
    }

    void failWithCode(String step, long code, int times) {
        faultCode = code;
        faultsLeft.set(times);
        failing.put(step, Failing.FAULT);
    }

    void closeConnectionsAfter(int requests) {
        requestsForConnection = requests;
    }

    int shells() {
        return shells.size();
    }

    /// The steps that were asked for so far.
    List<String> asked() {
        return asked;
    }

    WinRmEndpoint endpoint(Login login, Optional<Tls> tls, Duration operation, Duration read) {
        return new WinRmEndpoint(
                "127.0.0.1",
                port(),
                tls,
                "/wsman",
                login,
                Optional.empty(),
                Duration.ofSeconds(5),
                operation,
                read);
    }

    static Login basic() {
        return new Login.Basic("user", new Secret(PASSWORD));
    }

    static Login ntlm() {
        return new Login.Ntlm("user", new Secret(PASSWORD));
    }

    private void serve(InputStream in, OutputStream out) throws Exception {
        ToySealing sealing = null;
        for (int left = requestsForConnection; left > 0; left--) {
            Asked request = RawServer.read(in);
            Optional<String> authorization = authorization(request);
            if (authorization.isPresent() && authorization.get().startsWith("Negotiate ")) {
                sealing = login(authorization.get().substring(10), out) ? new ToySealing(0) : null;
            } else if (sealing == null && !isBasic(authorization)) {
                refuse(out, "");
            } else {
                answer(request, out, tls ? null : sealing, left == 1);
            }
        }
    }

    private static Optional<String> authorization(Asked request) {
        Matcher header = Pattern.compile("(?m)^Authorization: (.*)\r\n").matcher(request.head());
        return header.find() ? Optional.of(header.group(1)) : Optional.empty();
    }

    private static boolean isBasic(Optional<String> authorization) {
        String right = Base64.getEncoder().encodeToString(("user:" + PASSWORD).getBytes(utf8()));
        return authorization.equals(Optional.of("Basic " + right));
    }

    private static boolean login(String token, OutputStream out) throws IOException {
        String said = new String(Base64.getDecoder().decode(token), utf8());
        if (said.equals("hello")) {
            String challenge = ToyHandshake.CHALLENGE;
            refuse(out, " " + Base64.getEncoder().encodeToString(challenge.getBytes(utf8())));
            return false;
        }
        if (said.equals(PASSWORD)) {
            RawServer.write(out, "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n");
            return true;
        }
        refuse(out, "");
        return false;
    }

    private static void refuse(OutputStream out, String token) throws IOException {
        RawServer.write(
                out,
                "HTTP/1.1 401 \r\nWWW-Authenticate: Negotiate"
                        + token
                        + "\r\n"
                        + "WWW-Authenticate: Basic realm=\"WSMAN\"\r\n"
                        + "Content-Length: 0\r\n\r\n");
    }

    private void answer(Asked request, OutputStream out, @Nullable ToySealing sealing, boolean last)
            throws Exception {
        byte[] body = request.body().getBytes(StandardCharsets.ISO_8859_1);
        String xml = new String(sealing == null ? body : SealedBody.unseal(sealing, body), utf8());
        String step = step(xml);
        asked.add(step);
        Failing how = faultsLeft.get() > 0 ? failing.get(step) : null;
        if (how == Failing.SILENCE) {
            Thread.sleep(Duration.ofMinutes(1));
        }
        if (how == Failing.CUT) {
            throw new IOException("cut");
        }
        if (how == Failing.STATUS_500) {
            RawServer.write(out, "HTTP/1.1 500 \r\nContent-Length: 0\r\n\r\n");
            return;
        }
        boolean fault = how == Failing.FAULT;
        if (fault) {
            faultsLeft.decrementAndGet();
        }
        String done = fault ? fault(faultCode) : act(step, xml);
        if (how == Failing.CUT_AFTER_DOING_IT) {
            throw new IOException("cut");
        }
        String id = how == Failing.OTHER_RELATES_TO ? "uuid:0" : text(xml, "MessageID");
        String action = how == Failing.WRONG_ACTION ? "x" : text(xml, "Action") + "Response";
        byte[] plain = envelope(action, id, done).getBytes(utf8());
        String first = done.contains(":Fault>") ? "HTTP/1.1 500 \r\n" : "HTTP/1.1 200 \r\n";
        String more = last ? "Connection: close\r\n" : "";
        write(out, first + more, plain, how == Failing.OPEN_BODY ? null : sealing);
    }

    private static void write(
            OutputStream out, String start, byte[] plain, @Nullable ToySealing sealing)
            throws Exception {
        byte[] sent = sealing == null ? plain : SealedBody.seal(sealing, plain);
        String type =
                sealing == null
                        ? "application/soap+xml;charset=UTF-8"
                        : SealedBody.contentType(sealing).value();
        RawServer.write(
                out,
                start
                        + "Content-Type: "
                        + type
                        + "\r\nContent-Length: "
                        + sent.length
                        + "\r\n\r\n"
                        + new String(sent, StandardCharsets.ISO_8859_1));
    }

    private String act(String step, String xml) throws Exception {
        String name = xml.contains("ShellId") ? text(xml, "Selector") : "";
        if (name.isEmpty()) {
            return step.equals("Create") ? create() : IDENTITY;
        }
        TestShell shell = shells.get(name);
        if (shell == null) {
            return fault(0x8033_805BL);
        }
        return switch (step) {
            case "Command" -> {
                shell.start(unescaped(text(xml, "Command")));
                yield "<rsp:CommandResponse><rsp:CommandId>C1</rsp:CommandId></rsp:CommandResponse>";
            }
            case "Send" -> {
                byte[] bytes = Base64.getDecoder().decode(text(xml, "Stream"));
                try {
                    shell.send(bytes, xml.contains("End=\"true\""));
                } catch (IOException ended) {
                    yield fault(995);
                }
                yield "<rsp:SendResponse/>";
            }
            case "Receive" -> received(shell, timeout(xml));
            case "Signal" -> {
                shell.close();
                yield "<rsp:SignalResponse/>";
            }
            default -> {
                shells.remove(name);
                shell.close();
                yield "";
            }
        };
    }

    private String create() {
        String made = "SHELL-" + names.incrementAndGet();
        shells.put(made, new TestShell());
        return "<w:Selector Name=\"ShellId\">" + made + "</w:Selector>";
    }

    private static String received(TestShell shell, Duration atMost) throws InterruptedException {
        Optional<TestShell.Piece> got = shell.receive(atMost);
        if (got.isEmpty()) {
            return fault(0x8033_8029L);
        }
        TestShell.Piece piece = got.get();
        String state = SHELL + "/CommandState/" + (piece.done() ? "Done" : "Running");
        return "<rsp:ReceiveResponse><rsp:Stream Name=\"stdout\" CommandId=\"C1\">"
                + piece.stdout()
                + "</rsp:Stream><rsp:Stream Name=\"stderr\" CommandId=\"C1\">"
                + piece.stderr()
                + "</rsp:Stream><rsp:CommandState CommandId=\"C1\" State=\""
                + state
                + "\">"
                + piece.code().map(c -> "<rsp:ExitCode>" + c + "</rsp:ExitCode>").orElse("")
                + "</rsp:CommandState></rsp:ReceiveResponse>";
    }

    static String fault(long code) {
        return "<s:Fault><s:Code><s:Value>s:Receiver</s:Value></s:Code><s:Reason><s:Text"
                + " xml:lang=\"de-DE\">Etwas ging schief.</s:Text></s:Reason><s:Detail>"
                + "<f:WSManFault xmlns:f=\"http://schemas.microsoft.com/wbem/wsman/1/wsmanfault\""
                + " Code=\""
                + code
                + "\" Machine=\"hv\"><f:Message>Etwas ging schief.</f:Message></f:WSManFault>"
                + "</s:Detail></s:Fault>";
    }

    static String envelope(String action, String relatesTo, String body) {
        return "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\""
                + " xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\""
                + " xmlns:w=\"http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd\" xmlns:rsp=\""
                + SHELL
                + "\"><s:Header><a:Action>"
                + action
                + "</a:Action><a:RelatesTo>"
                + relatesTo
                + "</a:RelatesTo></s:Header><s:Body>"
                + body
                + "</s:Body></s:Envelope>";
    }

    private static Duration timeout(String xml) {
        return Duration.parse(text(xml, "OperationTimeout"));
    }

    private static String step(String xml) {
        String action = text(xml, "Action");
        return action.isEmpty() ? "Identify" : action.substring(action.lastIndexOf('/') + 1);
    }

    private static String text(String xml, String name) {
        Matcher element =
                Pattern.compile("<(?:[a-z]+:)?" + name + "(?: [^>]*)?>([^<]*)</").matcher(xml);
        return element.find() ? element.group(1) : "";
    }

    private static String unescaped(String text) {
        return text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#10;", "\n")
                .replace("&amp;", "&");
    }

    private static java.nio.charset.Charset utf8() {
        return StandardCharsets.UTF_8;
    }

    @Override
    public void close() throws IOException {
        server.close();
        shells.values().forEach(TestShell::close);
    }
}
