package dev.rookery.demo;

import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.IOUtils;
import net.schmizz.sshj.connection.channel.direct.Session;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// Logs in to a lab's machines with sshj.
final class LabClient implements AutoCloseable {
    /// What a command ended with and said.
    record Said(int code, String out, String err) {}

    private final SSHClient client;

    private LabClient(SSHClient client) {
        this.client = client;
    }

    static int port(DemoLab lab, String machine) throws IOException {
        return Files.readAllLines(lab.inventory()).stream()
                .map(String::strip)
                .filter(line -> line.startsWith(machine + ":"))
                .map(line -> line.replaceAll(".*ansible_port: (\\d+) }", "$1"))
                .mapToInt(Integer::parseInt)
                .findFirst()
                .orElseThrow();
    }

    /// Connected, with the lab's host key checked, and not yet logged in.
    static SSHClient reach(DemoLab lab, String machine) throws IOException {
        SSHClient client = new SSHClient();
        client.loadKnownHosts(lab.directory().resolve("known_hosts").toFile());
        client.connect("127.0.0.1", port(lab, machine));
        return client;
    }

    static LabClient login(DemoLab lab, String machine) throws IOException {
        SSHClient client = reach(lab, machine);
        client.authPublickey("demo", lab.directory().resolve("id_rsa").toString());
        return new LabClient(client);
    }

    Said run(String command) throws IOException {
        return run(command, "");
    }

    Said run(String command, String input) throws IOException {
        try (Session session = client.startSession();
                Session.Command running = session.exec(command)) {
            running.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            running.getOutputStream().close();
            String out =
                    IOUtils.readFully(running.getInputStream()).toString(StandardCharsets.UTF_8);
            String err =
                    IOUtils.readFully(running.getErrorStream()).toString(StandardCharsets.UTF_8);
            running.join(20, TimeUnit.SECONDS);
            Integer code = running.getExitStatus();
            return new Said(code == null ? -1 : code, out, err);
        }
    }

    Session session() throws IOException {
        return client.startSession();
    }

    static Path root(DemoLab lab, String machine) {
        return lab.directory().resolve("machines").resolve(machine);
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
