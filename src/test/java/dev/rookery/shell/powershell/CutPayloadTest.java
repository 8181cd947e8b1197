package dev.rookery.shell.powershell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.connect.Connection;
import dev.rookery.connect.RemoteCommand;
import dev.rookery.connect.ssh.SshConnector;
import dev.rookery.connect.ssh.Sshd;
import dev.rookery.shell.Limits;
import dev.rookery.shell.ScriptFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// A payload that ends too early, lacks its beginning or was changed runs nothing. Every length is
/// tried inside one PowerShell; some with a process of their own, and over SSH.
class CutPayloadTest {
    /// Runs the bootstrap `$args[0]` with what is left of the payload `$args[1]`, and says where
    /// the script made the file `$args[2]` or nothing was said about the damage.
    private static final String CUTTER =
            """
            $text, $payload = $args[0, 1] | ForEach-Object { [IO.File]::ReadAllText($_) }
            $touched = $args[2]
            $bootstrap = [scriptblock]::Create($text)

            function Test-Payload {
                param([string] $Name, [string] $Text)

                $lines = @($Text -csplit "`n" | Where-Object { $Text -ne '' })
                $said = $lines | & $bootstrap
                if ([IO.File]::Exists($touched)) {
                    "ran $Name"
                    [IO.File]::Delete($touched)
                } elseif ($said -notcontains 'rookery-damaged') {
                    "silent $Name"
                }
            }

            for ($i = 0; $i -le $payload.Length; $i++) {
                Test-Payload "first $i" $payload.Substring(0, $i)
            }
            for ($i = 1; $i -lt $payload.Length; $i += 29) {
                Test-Payload "without $i" $payload.Substring($i)
                $changed = $payload.Remove($i, 1).Insert($i, [char] ([int] $payload[$i] -bxor 1))
                Test-Payload "changed $i" $changed
                # Where a line ends means nothing.
                if ($payload[$i] -ne "`n") {
                    Test-Payload "lost $i" $payload.Remove($i, 1)
                }
            }
            'done'
            """;

    @TempDir Path dir = Path.of("");

    private byte[] payload(Path touched) {
        return Payload.of(
                PowerShellShellTest.script(
                        "[IO.File]::WriteAllText($path, '')", Map.of("path", touched.toString())),
                Mark.random(),
                Limits.DEFAULT);
    }

    @Test
    void onlyAWholePayloadRuns() throws Exception {
        Path touched = dir.resolve("touched");
        byte[] payload = payload(touched);
        Files.write(dir.resolve("payload"), payload);
        Files.writeString(
                dir.resolve("bootstrap"),
                HostCommand.compact(ScriptFile.of("shell/powershell/bootstrap.ps1").text()));
        Files.writeString(dir.resolve("cutter.ps1"), CUTTER);
        Process process =
                new ProcessBuilder(
                                PowerShells.powershellOrSkip().toString(),
                                "-NoProfile",
                                "-NonInteractive",
                                "-ExecutionPolicy",
                                "Bypass",
                                "-File",
                                dir.resolve("cutter.ps1").toString(),
                                dir.resolve("bootstrap").toString(),
                                dir.resolve("payload").toString(),
                                touched.toString())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(said.lines()).containsExactly("ran first " + payload.length, "done");
    }

    @Test
    void aProcessOfItsOwnRunsNothingOfAPart() throws Exception {
        Path touched = dir.resolve("touched");
        try (Connection connection = WindowsMachine.connection(dir)) {
            assertThat(ranAt(connection, touched, 3)).containsExactly(true);
        }
    }

    @Test
    void overSshNothingOfAPartRuns() throws Exception {
        Path touched = dir.resolve("touched");
        try (var machine = WindowsMachine.connection(dir);
                Sshd sshd = Sshd.start(dir.resolve("sshd"), options(dir.resolve("bin")));
                Connection connection = new SshConnector(Map.of()).connect(sshd.endpoint())) {
            assertThat(machine).isNotNull();
            assertThat(ranAt(connection, touched, 1)).containsExactly(true);
            assertThat(
                            new PowerShellShell(connection)
                                    .run(
                                            PowerShellShellTest.script(
                                                    "\"over $way\"", Map.of("way", "SSH")),
                                            Duration.ofSeconds(30))
                                    .lines())
                    .containsExactly("over SSH");
        }
        Files.delete(touched);
        try (Sshd sshd = Sshd.start(dir.resolve("lost"), options(dir.resolve("bin")))) {
            byte[] payload = payload(touched);
            try (Connection connection = new SshConnector(Map.of()).connect(sshd.endpoint())) {
                RemoteCommand command = connection.start(HostCommand.LINE);
                command.stdin().write(payload, 0, payload.length - 1);
                command.stdin().flush();
            }
            Thread.sleep(1500);
            assertThat(touched).doesNotExist();
        }
    }

    private static Sshd.Options options(Path bin) {
        return Sshd.Options.usual().withEnvironment(Map.of("PATH", bin + ":/usr/bin:/bin"));
    }

    /// Whether the script ran, for some lengths of its payload, of which the last is the whole one:
    /// only those where it did.
    private List<Boolean> ranAt(Connection connection, Path touched, int count) throws Exception {
        byte[] payload = payload(touched);
        int[] lengths =
                IntStream.concat(
                                IntStream.range(0, count).map(i -> payload.length * i / count),
                                IntStream.of(payload.length - 1, payload.length))
                        .toArray();
        List<Boolean> ran = new java.util.ArrayList<>();
        for (int length : lengths) {
            try (RemoteCommand command = connection.start(HostCommand.LINE)) {
                try (OutputStream stdin = command.stdin()) {
                    stdin.write(Arrays.copyOf(payload, length));
                }
                String said = new String(command.stdout().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(said.contains(Mark.DAMAGED)).isEqualTo(length < payload.length);
            }
            if (Files.exists(touched)) {
                assertThat(length).isEqualTo(payload.length);
                ran.add(true);
            }
        }
        return ran;
    }
}
