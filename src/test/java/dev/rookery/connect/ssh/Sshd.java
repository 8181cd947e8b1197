package dev.rookery.connect.ssh;

import dev.rookery.connect.SshEndpoint;
import dev.rookery.connect.SshEndpoint.HostKeyChecking;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A real OpenSSH server on loopback: a process of its own with its own keys, run as whoever runs
/// the test, ended by its process id together with its sessions.
public final class Sshd implements AutoCloseable {
    private static final Path SERVER = Path.of("/usr/sbin/sshd");

    /// How a server is to be.
    ///
    /// @param address on loopback, such as `127.0.0.2`
    /// @param hostKeyType as ssh-keygen names it: `ed25519`, `rsa`, `ecdsa`
    /// @param authorizedKeys public key files that may log in, besides the server's own user key
    /// @param config more lines of sshd_config; they win over the usual ones
    /// @param environment what a session finds set; HOME is an empty folder unless given here
    public record Options(
            String address,
            String hostKeyType,
            List<Path> authorizedKeys,
            List<String> config,
            Map<String, String> environment) {
        public Options {
            authorizedKeys = List.copyOf(authorizedKeys);
            config = List.copyOf(config);
            environment = Map.copyOf(environment);
        }

        /// On 127.0.0.1 with an Ed25519 host key.
        public static Options usual() {
            return new Options("127.0.0.1", "ed25519", List.of(), List.of(), Map.of());
        }

        public Options withAddress(String value) {
            return new Options(value, hostKeyType, authorizedKeys, config, environment);
        }

        public Options withHostKeyType(String value) {
            return new Options(address, value, authorizedKeys, config, environment);
        }

        public Options withAuthorizedKey(Path publicKey) {
            List<Path> more = new ArrayList<>(authorizedKeys);
            more.add(publicKey);
            return new Options(address, hostKeyType, more, config, environment);
        }

        public Options withConfig(String... lines) {
            return new Options(address, hostKeyType, authorizedKeys, List.of(lines), environment);
        }

        public Options withEnvironment(Map<String, String> value) {
            return new Options(address, hostKeyType, authorizedKeys, config, value);
        }
    }

    private final Path directory;
    private final Options options;
    private final int port;
    private final Process process;

    private Sshd(Path directory, Options options, int port, Process process) {
        this.directory = directory;
        this.options = options;
        this.port = port;
        this.process = process;
    }

    /// Skips the calling test where no OpenSSH server is installed.
    public static void assumeInstalled() {
        Assumptions.assumeTrue(
                Files.isExecutable(SERVER), "no " + SERVER + " here: install openssh-server");
    }

    /// Starts a server and waits until it listens.
    ///
    /// @param directory empty, for its keys, configuration and log
    public static Sshd start(Path directory, Options options)
            throws IOException, InterruptedException {
        assumeInstalled();
        Files.createDirectories(directory.resolve("home"));
        if (user().equals("root")) {
            // Where a server run by root locks its untrusted half in.
            Files.createDirectories(Path.of("/run/sshd"));
        }
        keygen(directory.resolve("host_key"), options.hostKeyType(), "");
        keygen(directory.resolve("user_key"), "ed25519", "");
        StringBuilder keys = new StringBuilder(Files.readString(directory.resolve("user_key.pub")));
        for (Path key : options.authorizedKeys()) {
            keys.append(Files.readString(key));
        }
        Files.writeString(directory.resolve("authorized_keys"), keys);
        int port = freePort(options.address());
        Files.write(directory.resolve("sshd_config"), config(directory, options));
        Path log = directory.resolve("sshd.log");
        Process process =
                new ProcessBuilder(
                                SERVER.toString(),
                                "-D",
                                "-e",
                                "-f",
                                directory.resolve("sshd_config").toString(),
                                "-h",
                                directory.resolve("host_key").toString(),
                                "-p",
                                String.valueOf(port))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        Sshd sshd = new Sshd(directory, options, port, process);
        sshd.awaitLog("Server listening on");
        return sshd;
    }

    private static List<String> config(Path directory, Options options) {
        List<String> lines = new ArrayList<>(options.config());
        lines.add("ListenAddress " + options.address());
        lines.add("AuthorizedKeysFile " + directory.resolve("authorized_keys"));
        lines.add("StrictModes no");
        lines.add("UsePAM no");
        lines.add("PasswordAuthentication no");
        lines.add("KbdInteractiveAuthentication no");
        lines.add("PermitRootLogin yes");
        lines.add("PidFile none");
        lines.add("UseDNS no");
        lines.add("LogLevel VERBOSE");
        lines.add("MaxStartups 200");
        Map<String, String> environment = new TreeMap<>(options.environment());
        // A home of its own: the tester's .bashrc may print, or take its time.
        environment.putIfAbsent("HOME", directory.resolve("home").toString());
        StringBuilder set = new StringBuilder("SetEnv");
        environment.forEach(
                (name, value) -> set.append(" \"").append(name + "=" + value).append('"'));
        lines.add(set.toString());
        return lines;
    }

    private static int freePort(String address) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            return socket.getLocalPort();
        }
    }

    /// Makes a key pair, as `file` and `file.pub`.
    public static Path keygen(Path file, String type, String passphrase)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of("ssh-keygen", "-q", "-t", type, "-N", passphrase, "-f", file + ""));
        if (type.equals("rsa")) {
            command.addAll(List.of("-b", "2048"));
        }
        run(command);
        return file;
    }

    /// Runs a tool of OpenSSH to its end.
    public static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + output);
        }
        return output;
    }

    /// Waits until the server's log has the text.
    public void awaitLog(String text) throws IOException, InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!log().contains(text)) {
            if (System.nanoTime() > end || !process.isAlive()) {
                throw new IOException("not in sshd's log: " + text + "\n" + log());
            }
            Thread.sleep(5);
        }
    }

    /// Lets the server read its configuration and keys again.
    void reload() throws IOException, InterruptedException {
        run(List.of("kill", "-HUP", String.valueOf(process.pid())));
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (log().split("Server listening on", -1).length < 3 && System.nanoTime() < end) {
            Thread.sleep(5);
        }
    }

    public String log() throws IOException {
        return Files.readString(directory.resolve("sshd.log"));
    }

    public static String user() {
        return System.getProperty("user.name");
    }

    public String address() {
        return options.address();
    }

    public int port() {
        return port;
    }

    /// The private key that may log in.
    public Path userKey() {
        return directory.resolve("user_key");
    }

    /// A known_hosts file that knows this server.
    public Path knownHosts() throws IOException {
        Path file = directory.resolve("known_hosts");
        if (!Files.exists(file)) {
            Files.writeString(file, knownHostsLine(), StandardOpenOption.CREATE);
        }
        return file;
    }

    public String knownHostsLine() throws IOException {
        return "[" + address() + "]:" + port + " " + hostKey() + "\n";
    }

    /// The public host key: its type and its base64.
    public String hostKey() throws IOException {
        String[] fields = Files.readString(directory.resolve("host_key.pub")).split(" ", -1);
        return fields[0] + " " + fields[1].strip();
    }

    /// How to reach it with its own key, strictly checked.
    public SshEndpoint endpoint() throws IOException {
        return new SshEndpoint(
                address(),
                port,
                user(),
                Optional.empty(),
                Optional.of(userKey()),
                Optional.empty(),
                HostKeyChecking.STRICT,
                List.of(knownHosts()),
                Duration.ofSeconds(10));
    }

    /// The server and its sessions, each to be stopped or ended by its own process id.
    public List<ProcessHandle> processes() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    }

    /// Sends a signal to the server and every session that it has now.
    void signal(String name) throws IOException, InterruptedException {
        for (ProcessHandle each : processes()) {
            // One that has ended meanwhile needs no signal.
            new ProcessBuilder("kill", "-" + name, String.valueOf(each.pid())).start().waitFor();
        }
    }

    /// Ends the server and every session that it has now.
    @Override
    public void close() {
        List<ProcessHandle> all = processes();
        all.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
    }
}
