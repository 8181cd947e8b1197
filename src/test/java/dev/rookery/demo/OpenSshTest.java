package dev.rookery.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The lab as a user reaches it from another terminal, with OpenSSH's client.
@SuppressWarnings("NullAway.Init")
class OpenSshTest {
    private static final String MACHINE = "kvm-amd-01";
    private static DemoLab lab;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/ssh")), "OpenSSH's client is missing");
        lab = DemoLab.start(Map.of());
    }

    @AfterAll
    static void stop() {
        if (lab != null) {
            lab.close();
        }
    }

    private static String ssh(List<String> options, String command) throws Exception {
        List<String> line = new ArrayList<>(List.of("/usr/bin/ssh", "-F", "none", "-p"));
        line.add(Integer.toString(LabClient.port(lab, MACHINE)));
        line.addAll(List.of("-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes"));
        line.addAll(List.of("-o", "StrictHostKeyChecking=yes"));
        line.addAll(List.of("-o", "UserKnownHostsFile=" + lab.directory().resolve("known_hosts")));
        line.addAll(List.of("-i", lab.directory().resolve("id_rsa").toString()));
        line.addAll(options);
        line.addAll(List.of("demo@127.0.0.1", command));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return said + "(" + process.exitValue() + ")";
    }

    @Test
    void runsCommands() throws Exception {
        assertThat(ssh(List.of(), "uname -r; exit 3")).isEqualTo("6.1.0-28-amd64\n(3)");
    }

    @Test
    void environmentOfTheClientHasNoEffect() throws Exception {
        Path root = LabClient.root(lab, MACHINE);
        String said =
                ssh(
                        List.of(
                                "-o",
                                "SetEnv=ROOKERY_ROOT=/ PATH=/usr/sbin:/sbin ENV=/etc/profile"),
                        "echo \"$ROOKERY_ROOT $PATH $ENV\"; command -v modprobe");
        assertThat(said).isEqualTo(root + " " + root + "/bin \n" + root + "/bin/modprobe\n(0)");
    }

    @Test
    void forwardsNothingAndGivesNoTerminal() throws Exception {
        assertThat(ssh(List.of("-tt"), "echo here")).contains("PTY allocation request failed");
        assertThat(ssh(List.of("-o", "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:22"), "true"))
                .contains("remote port forwarding failed")
                .endsWith("(255)");
        assertThat(ssh(List.of("-W", "127.0.0.1:22"), "")).contains("open failed");
    }
}
