package dev.rookery.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.facts.Observations;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class RunRecordTest {
    @TempDir Path folder = Path.of("");

    @Test
    void whatAMachineWasLikeBeforeStaysWhenItIsChangedAgain() throws Exception {
        RunRecord record = new RunRecord("run-1", "ann@desk", folder.resolve("run-1"));
        for (String state : List.of("a=before", "a=after")) {
            Probed probed = new Probed.Seen("../host", Observations.parse(List.of(state)));
            assertThat(record.before(probed)).isEmpty();
        }
        assertThat(Files.readAllLines(folder.resolve("run-1/__host.before")))
                .containsExactly("a=before");
    }
}
