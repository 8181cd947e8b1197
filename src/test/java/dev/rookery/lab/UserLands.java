package dev.rookery.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// The images of `lab/user-lands`.
///
/// @param folder where their keys are
public record UserLands(Path folder) {
    /// With it the images are made, and whatever is in the way is a failure.
    public static final String REQUIRED = "ROOKERY_CONTAINERS";

    /// What Docker leaves for those inside. It is removed: Rookery changes no kernel from within a
    /// container, and the kernel that is shown there is the test's own.
    public static final String MARK = "/.dockerenv";

    private static final Path SCRIPT = KvmAmdMachine.PROJECT.resolve("lab/user-lands");
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final int SSH = 22;

    /// A container ends by itself, also when whoever started it was killed.
    private static final int SECONDS = 1200;

    /// Skips the calling test where Docker or an image is missing.
    public static UserLands findOrSkip() {
        boolean required = "1".equals(System.getenv(REQUIRED));
        Ran ran = Ran.of(new ProcessBuilder(SCRIPT.toString(), required ? "build" : "find"), LIMIT);
        if (required) {
            assertThat(ran.code()).as("%s", ran).isZero();
        }
        assumeTrue(ran.code() == 0, ran.err().strip());
        return new UserLands(Path.of(ran.out().strip()));
    }

    /// A container of the Debian image, with OpenSSH.
    public Land debian(Path kernel) throws IOException {
        return start(
                "debian", kernel, "mkdir -p /run/sshd && exec timeout %d /usr/sbin/sshd -D -e");
    }

    /// A container of the busybox image, with Dropbear.
    public Land busybox(Path kernel) throws IOException {
        return start("busybox", kernel, "exec timeout %d dropbear -F -E");
    }

    /// What `sudo` asks for.
    public String password() throws IOException {
        return Files.readString(folder.resolve("password"));
    }

    /// @param kernel a folder with `cpuinfo` and `module`, which stand for `/proc/cpuinfo` and
    ///   `/sys/module`: a container has its host's
    private Land start(String name, Path kernel, String command) throws IOException {
        String image = Files.readString(folder.resolve(name + ".image")).strip();
        GenericContainer<?> container =
                new GenericContainer<>(DockerImageName.parse(image))
                        .withCommand("sh", "-c", "rm " + MARK + "; " + command.formatted(SECONDS))
                        .withExposedPorts(SSH)
                        .withCreateContainerCmdModifier(
                                create -> {
                                    HostConfig host =
                                            Objects.requireNonNull(create.getHostConfig());
                                    host.withBinds(
                                            shown(kernel.resolve("cpuinfo"), "/proc/cpuinfo"),
                                            shown(kernel.resolve("module"), "/sys/module"));
                                })
                        .waitingFor(Wait.forLogMessage(".*(listening|Not backgrounding).*", 1));
        container.start();
        return new Land(container, folder);
    }

    private static Bind shown(Path file, String there) {
        return new Bind(file.toString(), new Volume(there), AccessMode.ro);
    }

    /// One container, reached over SSH by the program and through Docker by the test.
    ///
    /// @param keys where the images' keys are
    public record Land(GenericContainer<?> container, Path keys) implements AutoCloseable {
        /// Writes the inventory of the container.
        ///
        /// @param variables further lines of the machine, such as `ansible_become: true`
        public Path inventory(Path file, String user, List<String> variables) throws IOException {
            int port = container.getMappedPort(SSH);
            Path known = Path.of(file + ".known_hosts");
            Files.write(
                    known,
                    Files.readAllLines(keys.resolve("host-keys")).stream()
                            .map(key -> "[127.0.0.1]:" + port + " " + key)
                            .toList());
            StringBuilder yaml = new StringBuilder();
            yaml.append(
                    """
                    all:
                      hosts:
                        land:
                          ansible_host: 127.0.0.1
                          ansible_port: %d
                          ansible_user: %s
                          ansible_ssh_private_key_file: '%s'
                          ansible_ssh_common_args: -F none -o UserKnownHostsFile=%s
                    """
                            .formatted(port, user, keys.resolve("id_ed25519"), known));
            variables.forEach(each -> yaml.append("      ").append(each).append('\n'));
            return Files.writeString(file, yaml);
        }

        /// What a command of root prints there, with what it complains of.
        public String said(String... command) throws IOException, InterruptedException {
            var result = container.execInContainer(command);
            return result.getStdout() + result.getStderr();
        }

        @Override
        public void close() {
            container.close();
        }
    }
}
