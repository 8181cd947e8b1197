package dev.rookery.connect.winrm.auth;

import org.junit.jupiter.api.Assumptions;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// The other end of a handshake, in Python: see `peer.py`.
final class Peer implements Sealing, AutoCloseable {
    /// The first that has the library; a Python of the user's own may stand before the system's.
    private static final List<String> PYTHONS = List.of("python3", "/usr/bin/python3");

    private static final Map<String, Boolean> KNOWN = new ConcurrentHashMap<>();

    private final Process process;
    private final Writer to;
    private final BufferedReader from;

    private Peer(Process process) {
        this.process = process;
        this.to = process.outputWriter(StandardCharsets.UTF_8);
        this.from = process.inputReader(StandardCharsets.UTF_8);
    }

    /// What it says next.
    ///
    /// @param token for the other end
    /// @param done whether this end is
    record Step(Optional<byte[]> token, boolean done) {}

    /// Starts one, or skips the test.
    ///
    /// @param module what Python must be able to import
    /// @param arguments LIBRARY ROLE MECHANISM USER DOMAIN PASSWORD BINDING
    static Peer start(
            Path folder, String module, Map<String, String> environment, String... arguments)
            throws IOException {
        Optional<String> python = PYTHONS.stream().filter(name -> has(name, module)).findFirst();
        Assumptions.assumeTrue(python.isPresent(), "no python3 with the module " + module);
        List<String> command = new ArrayList<>();
        command.add(python.orElseThrow());
        command.add(script(folder).toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("PYTHONIOENCODING", "utf-8");
        builder.environment().put("PYTHONUTF8", "1");
        builder.environment().put("OPENSSL_CONF", withMd4(folder).toString());
        builder.environment().putAll(environment);
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Peer peer = new Peer(builder.start());
        String first = peer.from.readLine();
        if (first == null) {
            peer.close();
            throw new IOException("the peer did not start");
        }
        return peer;
    }

    /// OpenSSL 3 keeps MD4 apart, which python3-ntlm-auth takes from it.
    private static Path withMd4(Path folder) throws IOException {
        return Files.writeString(
                folder.resolve("openssl.cnf"),
                """
                openssl_conf = init
                [init]
                providers = providers
                [providers]
                default = on
                legacy = on
                [on]
                activate = 1
                """);
    }

    private static boolean has(String python, String module) {
        return KNOWN.computeIfAbsent(python + " " + module, _ -> canImport(python, module));
    }

    private static boolean canImport(String python, String module) {
        try {
            Process process =
                    new ProcessBuilder(python, "-c", "import " + module)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor() == 0;
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Path script(Path folder) throws IOException {
        Path script = folder.resolve("peer.py");
        try (InputStream resource = Peer.class.getResourceAsStream("peer.py")) {
            Files.write(script, Objects.requireNonNull(resource).readAllBytes());
        }
        return script;
    }

    /// Gives it a token; an empty one lets a client begin.
    Step step(byte[] token) throws HandshakeException {
        String[] answer = ask("token", token);
        byte[] said = HexFormat.of().parseHex(answer[1]);
        return new Step(
                said.length == 0 ? Optional.empty() : Optional.of(said), answer[0].equals("done"));
    }

    @Override
    public String protocol() {
        return "application/HTTP-SPNEGO-session-encrypted";
    }

    @Override
    public byte[] seal(byte[] plain) throws HandshakeException {
        return HexFormat.of().parseHex(ask("seal", plain)[1]);
    }

    /// Signs a message as if it sealed it.
    byte[] sign(byte[] plain) throws HandshakeException {
        return HexFormat.of().parseHex(ask("sign", plain)[1]);
    }

    @Override
    public byte[] unseal(byte[] sealed) throws HandshakeException {
        return HexFormat.of().parseHex(ask("unseal", sealed)[1]);
    }

    private String[] ask(String verb, byte[] data) throws HandshakeException {
        try {
            to.write(verb + " " + HexFormat.of().formatHex(data) + "\n");
            to.flush();
            String line = from.readLine();
            if (line == null || line.startsWith("error")) {
                throw new HandshakeException("the peer: " + line, "");
            }
            return line.split(" ", 2);
        } catch (IOException ended) {
            throw new UncheckedIOException(ended);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
