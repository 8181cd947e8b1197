package dev.rookery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.lab.Ran;
import dev.rookery.lab.UserLands;
import dev.rookery.lab.UserLands.Land;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Whole runs of the program in user lands of their own. A container has its host's kernel, so that
/// it is shown a kvm_amd that nobody can reload; all else there is real.
class UserLandsIT {
    private static final String DROP_IN = "/etc/modprobe.d/zz-rookery.conf";

    @TempDir Path folder = Path.of("");
    private UserLands lands = new UserLands(folder);

    /// Who logs in where, and how one becomes root.
    enum Login {
        DEBIAN_BASH_SUDO_WITH_A_PASSWORD("operator", Sudo.PASSWORD),
        DEBIAN_DASH_SUDO_WITHOUT_ONE("deploy", Sudo.FREE),
        DEBIAN_TCSH_SUDO_WITH_A_PASSWORD("tina", Sudo.PASSWORD),
        DEBIAN_CSH_SUDO_WITH_A_PASSWORD("carl", Sudo.PASSWORD),
        BUSYBOX_ROOT("root", Sudo.NONE);

        private final String user;
        private final Sudo sudo;

        Login(String user, Sudo sudo) {
            this.user = user;
            this.sudo = sudo;
        }

        /// What tells its user land from the others.
        String isThere() {
            return this == BUSYBOX_ROOT
                    ? "\"unknown\" : \"there is no readable os-release file\""
                    : "\"os.id\" : [ \"debian\" ]";
        }

        List<String> variables(String password) {
            return switch (sudo) {
                case NONE -> List.of();
                case FREE -> List.of("ansible_become: true");
                case PASSWORD ->
                        List.of(
                                "ansible_become: true",
                                "ansible_become_password: '" + password + "'");
            };
        }
    }

    private enum Sudo {
        NONE,
        FREE,
        PASSWORD
    }

    @BeforeEach
    void prepare() throws IOException {
        lands = UserLands.findOrSkip();
        write(
                "kernel/cpuinfo",
                "processor\t: 0\nvendor_id\t: AuthenticAMD\nflags\t\t: fpu svm npt\n");
        for (String module : List.of("kvm", "kvm_amd")) {
            write("kernel/module/" + module + "/initstate", "live\n");
            write("kernel/module/" + module + "/refcnt", "0\n");
        }
        Path nested = write("kernel/module/kvm_amd/parameters/nested", "0\n");
        assertThat(nested.toFile().setReadOnly()).isTrue();
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        return Files.writeString(file, text);
    }

    private Land start(Login login) throws IOException {
        Path kernel = folder.resolve("kernel");
        return login == Login.BUSYBOX_ROOT ? lands.busybox(kernel) : lands.debian(kernel);
    }

    private Path playbook(String policy) throws IOException {
        return write(
                policy + ".yml",
                """
                - hosts: land
                  disruption: %s
                  hypervisor: { nested: true }
                """
                        .formatted(policy));
    }

    @ParameterizedTest
    @EnumSource
    void isObservedPlannedAndChangedAndThenLeftAlone(Login login) throws Exception {
        try (Land land = start(login)) {
            String password = lands.password();
            Path inventory =
                    land.inventory(
                            folder.resolve("inventory.yml"), login.user, login.variables(password));
            Program program = Program.in(folder);

            Ran facts = program.run("facts", "-i", inventory.toString(), "--json");
            assertThat(facts.code()).as("%s", facts).isZero();
            assertThat(facts.out()).contains(login.isThere()).contains("\"user.id\" : [ \"0\" ]");

            Path never = playbook("never");
            Ran plan = program.run("plan", never, List.of(inventory), "--detailed-exitcode");
            assertThat(plan.code()).as("%s", plan).isEqualTo(2);
            assertThat(plan.out()).contains("Plan: 1 to change", "1 pending.");
            assertThat(land.said("cat", DROP_IN)).contains("No such file");

            Ran apply = program.run("apply", never, List.of(inventory), "--yes");
            assertThat(apply.code()).as("%s", apply).isEqualTo(6);
            assertThat(apply.out()).contains("changed=1", "failed=0", "pending=1");
            assertThat(land.said("cat", DROP_IN)).contains("\noptions kvm_amd nested=1\n");

            Ran again = program.run("apply", never, List.of(inventory), "--yes");
            assertThat(again.code()).as("%s", again).isEqualTo(6);
            assertThat(again.out()).contains("ok=1  changed=0", "pending=1");
            assertThat("" + facts + plan + apply + again).doesNotContain(password);
        }
    }

    /// The kernel is another's: what cannot be done is said in its words, and all is as before.
    @Test
    void aReloadThatAContainerMayNotDoIsAFailureAndNoMore() throws Exception {
        Login login = Login.DEBIAN_DASH_SUDO_WITHOUT_ONE;
        try (Land land = start(login)) {
            Path inventory =
                    land.inventory(
                            folder.resolve("inventory.yml"), login.user, login.variables(""));
            Ran apply =
                    Program.in(folder).run("apply", playbook("idle"), List.of(inventory), "--yes");
            assertThat(apply.code()).as("%s", apply).isEqualTo(1);
            assertThat(apply.out()).contains("changed=1", "failed=1");
            assertThat(apply.err()).contains("land: failed: kvm_amd could not be unloaded: ");
            assertThat(land.said("ls", "/var/lib/rookery")).doesNotContain("lock");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DEBIAN_DASH_SUDO_WITHOUT_ONE", "BUSYBOX_ROOT"})
    void aContainerThatSaysSoIsLeftAlone(Login login) throws Exception {
        try (Land land = start(login)) {
            land.said("touch", UserLands.MARK);
            Path inventory =
                    land.inventory(
                            folder.resolve("inventory.yml"), login.user, login.variables(""));
            Ran plan = Program.in(folder).run("plan", playbook("idle"), List.of(inventory));
            assertThat(plan.code()).as("%s", plan).isEqualTo(3);
            assertThat(plan.out()).contains("this machine is a container (docker)");
        }
    }
}
