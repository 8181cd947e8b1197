package dev.rookery.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rookery.facts.OsFamily;
import dev.rookery.plan.Task;
import dev.rookery.shell.ScriptFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

class TaskScriptTest {
    private static final List<String> FILES =
            List.of(
                    "run/task.sh",
                    "run/lock.sh",
                    "resource/kvm/module/persist.sh",
                    "resource/kvm/module/reload.sh",
                    "resource/kvm/module/reload-detached.sh",
                    "resource/kvm/module/write.sh");

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh"})
    void everyShellReadsThem(String shell) throws Exception {
        for (String file : FILES) {
            String text = "main() {\n" + ScriptFile.of(file).text() + "\n}\n";
            assertThat(check(shell + " -n", text)).as(file).isEmpty();
        }
    }

    @Test
    void shellcheckFindsNothing() throws Exception {
        boolean there =
                new ProcessBuilder("sh", "-c", "command -v shellcheck").start().waitFor() == 0;
        assumeTrue(there, "shellcheck is not installed");
        for (String file : FILES) {
            assertThat(check("shellcheck -s sh -", ScriptFile.of(file).text())).as(file).isEmpty();
        }
    }

    private static String check(String command, String text) throws Exception {
        Process process = new ProcessBuilder(command.split(" ")).redirectErrorStream(true).start();
        try (var in = process.getOutputStream()) {
            in.write(text.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? said : "failed: " + said;
    }

    @Test
    void carriesTheWorkAsAValue() {
        Task task = new Task("resource/kvm/module/reload.sh", Map.of("load", "kvm_amd"));
        Map<String, String> parameters = TaskScript.of(task, "r-1").parameters();
        assertThat(parameters).containsEntry("run", "r-1").containsEntry("load", "kvm_amd");
        assertThat(parameters.get("detached")).contains("known() {", "roll_back() {");
    }

    @ParameterizedTest
    @CsvSource({"a/b,ann", "'',ann", "r-1,' '"})
    void refusesWhatIsNoRunOrOwner(String run, String owner) {
        assertThatThrownBy(() -> TaskScript.lock(OsFamily.LINUX, owner, run))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
