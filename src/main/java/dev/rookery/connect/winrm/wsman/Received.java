package dev.rookery.connect.winrm.wsman;

import java.io.ByteArrayOutputStream;
import java.net.ProtocolException;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalInt;

/// A piece of a command's output, and whether there is more.
public final class Received {
    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    private boolean done;
    private OptionalInt exitCode = OptionalInt.empty();

    private Received() {}

    static Received of(Element response, String command) throws ProtocolException {
        Received received = new Received();
        for (Element child : response.children()) {
            if (!child.namespace().equals(Names.SHELL)) {
                continue;
            }
            if (!child.attribute("CommandId").equals(Optional.of(command))) {
                throw new ProtocolException("the output is another command's");
            }
            switch (child.name()) {
                case "Stream" -> received.add(child);
                case "CommandState" -> received.state(child);
                default -> throw new ProtocolException("the output has an unknown part");
            }
        }
        return received;
    }

    private void add(Element stream) throws ProtocolException {
        byte[] bytes;
        try {
            bytes = Base64.getMimeDecoder().decode(stream.text());
        } catch (IllegalArgumentException malformed) {
            ProtocolException refused = new ProtocolException("the output is not base64");
            refused.initCause(malformed);
            throw refused;
        }
        switch (stream.attribute("Name").orElse("")) {
            case "stdout" -> stdout.writeBytes(bytes);
            case "stderr" -> stderr.writeBytes(bytes);
            default -> throw new ProtocolException("the output is of an unknown stream");
        }
    }

    private void state(Element state) throws ProtocolException {
        done = state.attribute("State").equals(Optional.of(Names.DONE));
        Optional<Element> code = state.child(Names.SHELL, "ExitCode");
        if (code.isPresent()) {
            String text = code.get().text().strip();
            if (!text.matches("-?[0-9]{1,10}")) {
                throw new ProtocolException("the exit code is not a number");
            }
            // Codes such as 0xC000013A are written with a sign or without.
            exitCode = OptionalInt.of((int) Long.parseLong(text));
        }
    }

    /// The bytes of standard output.
    public byte[] stdout() {
        return stdout.toByteArray();
    }

    /// The bytes of standard error.
    public byte[] stderr() {
        return stderr.toByteArray();
    }

    /// Whether the command has ended and there is no more.
    public boolean isDone() {
        return done;
    }

    /// The exit code of a command that has ended, if it has one.
    public OptionalInt exitCode() {
        return exitCode;
    }
}
