package dev.rookery.demo.winrm;

import org.w3c.dom.Element;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Does what requests ask for, but for starting commands: the actions of the cmd shell's resource
/// (MS-WSMV 3.1.4).
final class ShellService {
    /// What an answer has around its output, at most.
    private static final int ENVELOPE_OVERHEAD = 4 * 1024;

    private static final int LEAST_ENVELOPE = 8 * 1024;
    private static final int CHUNK = 32 * 1024;
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

    private final ServerOptions options;
    private final Shells shells;
    private final Starter starter;

    ShellService(ServerOptions options, Shells shells, Starter starter) {
        this.options = options;
        this.shells = shells;
        this.starter = starter;
    }

    /// The answer's body.
    ///
    /// @throws InterruptedException if the server is closing
    String answer(Envelope request) throws FaultException, InterruptedException {
        if (!request.resourceUri().equals(Names.CMD)) {
            throw new FaultException(Fault.invalidResourceUri(request.resourceUri()));
        }
        if (request.maxEnvelopeSize().orElse(LEAST_ENVELOPE) < LEAST_ENVELOPE) {
            throw new FaultException(Fault.minEnvelope(LEAST_ENVELOPE));
        }
        return switch (request.shortAction()) {
            case "Create" -> create(request);
            case "Delete" -> {
                shells.delete(shellId(request));
                yield "";
            }
            case "Command", "Send", "Receive", "Signal" -> inShell(request);
            default -> throw new FaultException(Fault.actionNotSupported(request.action()));
        };
    }

    private String inShell(Envelope request) throws FaultException, InterruptedException {
        WinRsShell shell = shells.find(shellId(request));
        shell.use(true);
        try {
            return switch (request.shortAction()) {
                case "Command" -> command(shell, request);
                case "Send" -> send(shell, request);
                case "Receive" -> receive(shell, request);
                default -> signal(shell, request);
            };
        } finally {
            shell.use(false);
        }
    }

    private static String shellId(Envelope request) {
        return request.selectors().getOrDefault("ShellId", "");
    }

    private String create(Envelope request) throws FaultException {
        Element body = request.requireBody("Shell");
        Map<String, String> variables = new HashMap<>();
        Xml.child(body, Names.SHELL, "Environment").stream()
                .flatMap(all -> Xml.children(all, Names.SHELL, "Variable").stream())
                .forEach(each -> variables.put(each.getAttribute("Name"), each.getTextContent()));
        WinRsShell shell =
                new WinRsShell(
                        variables,
                        Xml.child(body, Names.SHELL, "WorkingDirectory")
                                .map(Element::getTextContent),
                        idleTimeout(body));
        shells.add(shell);
        return "<x:ResourceCreated><a:Address>http://127.0.0.1/wsman</a:Address>"
                + "<a:ReferenceParameters>"
                + Answer.element("w:ResourceURI", Names.CMD)
                + "<w:SelectorSet><w:Selector Name=\"ShellId\">"
                + shell.id()
                + "</w:Selector></w:SelectorSet></a:ReferenceParameters></x:ResourceCreated>"
                + "<rsp:Shell>"
                + Answer.element("rsp:ShellId", shell.id())
                + Answer.element("rsp:ResourceUri", Names.CMD)
                + Answer.element("rsp:Owner", options.user())
                + Answer.element("rsp:ClientIP", "127.0.0.1")
                + Answer.element("rsp:IdleTimeOut", shell.idleTimeout().toString())
                + Answer.element("rsp:InputStreams", "stdin")
                + Answer.element("rsp:OutputStreams", "stdout stderr")
                + "</rsp:Shell>";
    }

    private Duration idleTimeout(Element shell) throws FaultException {
        Optional<String> asked =
                Xml.child(shell, Names.SHELL, "IdleTimeOut").map(Element::getTextContent);
        try {
            return asked.map(Duration::parse).orElse(options.limits().idleTimeout());
        } catch (DateTimeException malformed) {
            throw new FaultException(Fault.invalidBody("no valid IdleTimeOut"));
        }
    }

    private String command(WinRsShell shell, Envelope request) throws FaultException {
        Element body = request.requireBody("CommandLine");
        String words =
                Xml.children(body, Names.SHELL, "Arguments").stream()
                        .map(each -> " " + each.getTextContent())
                        .collect(Collectors.joining());
        String command =
                Xml.child(body, Names.SHELL, "Command").map(Element::getTextContent).orElse("");
        Job job =
                starter.start(
                        shell,
                        command + words,
                        !request.option("WINRS_CONSOLEMODE_STDIN", true),
                        request.option("WINRS_SKIP_CMD_SHELL", false));
        String id =
                shell.add(job)
                        .orElseThrow(() -> new FaultException(Fault.shellNotFound(shell.id())));
        return "<rsp:CommandResponse>"
                + Answer.element("rsp:CommandId", id)
                + "</rsp:CommandResponse>";
    }

    private String send(WinRsShell shell, Envelope request)
            throws FaultException, InterruptedException {
        Element body = request.requireBody("Send");
        for (Element stream : Xml.children(body, Names.SHELL, "Stream")) {
            Job job = shell.job(stream.getAttribute("CommandId"));
            boolean last = stream.getAttribute("End").equalsIgnoreCase("true");
            if (!job.feed(decoded(stream), last, timeout(request).toMillis())) {
                throw new FaultException(Fault.timedOut());
            }
        }
        return "<rsp:SendResponse/>";
    }

    private static byte[] decoded(Element stream) throws FaultException {
        try {
            return Base64.getMimeDecoder().decode(stream.getTextContent());
        } catch (IllegalArgumentException malformed) {
            throw new FaultException(Fault.invalidBody("a stream that is not base64"));
        }
    }

    private String receive(WinRsShell shell, Envelope request)
            throws FaultException, InterruptedException {
        Element wanted =
                Xml.child(request.requireBody("Receive"), Names.SHELL, "DesiredStream")
                        .orElseThrow(() -> new FaultException(Fault.invalidBody("no stream")));
        String id = wanted.getAttribute("CommandId");
        Output.Chunk chunk =
                shell.job(id)
                        .output()
                        .take(chunk(request), timeout(request))
                        .orElseThrow(() -> new FaultException(Fault.timedOut()));
        boolean last = chunk.exitCode().isPresent();
        return "<rsp:ReceiveResponse>"
                + stream("stdout", id, chunk.out(), last)
                + stream("stderr", id, chunk.err(), last)
                + "<rsp:CommandState CommandId=\""
                + Xml.escape(id)
                + "\" State=\""
                + Names.SHELL
                + "/CommandState/"
                + chunk.exitCode()
                        .map(code -> "Done\">" + Answer.element("rsp:ExitCode", code.toString()))
                        .orElse("Running\">")
                + "</rsp:CommandState></rsp:ReceiveResponse>";
    }

    /// So much of each stream fits in an answer that may be base64.
    private int chunk(Envelope request) {
        int envelope =
                Math.min(
                        options.limits().maxEnvelopeSize(),
                        request.maxEnvelopeSize().orElse(options.limits().maxEnvelopeSize()));
        return Math.max(256, Math.min((envelope - ENVELOPE_OVERHEAD) / 8 * 3, CHUNK));
    }

    private static String stream(String name, String command, byte[] bytes, boolean last) {
        String start =
                "<rsp:Stream Name=\"" + name + "\" CommandId=\"" + Xml.escape(command) + "\"";
        String all =
                bytes.length == 0
                        ? ""
                        : start + ">" + Base64.getEncoder().encodeToString(bytes) + "</rsp:Stream>";
        return last ? all + start + " End=\"true\"></rsp:Stream>" : all;
    }

    private Duration timeout(Envelope request) {
        Duration asked = request.operationTimeout().orElse(DEFAULT_TIMEOUT);
        Duration most = options.limits().maxTimeout();
        return asked.compareTo(most) < 0 ? asked : most;
    }

    private String signal(WinRsShell shell, Envelope request) throws FaultException {
        Element body = request.requireBody("Signal");
        String id = body.getAttribute("CommandId");
        String code =
                Xml.child(body, Names.SHELL, "Code")
                        .map(each -> each.getTextContent().strip())
                        .orElse("");
        String[] words = code.split("/", -1);
        switch (words[words.length - 1]) {
            case "terminate" -> shell.remove(id);
            case "ctrl_c", "ctrl_break" -> shell.job(id).end();
            default -> throw new FaultException(Fault.invalidBody("no known signal"));
        }
        return "<rsp:SignalResponse/>";
    }
}
