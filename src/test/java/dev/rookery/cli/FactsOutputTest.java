package dev.rookery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.facts.Observations;
import dev.rookery.plan.Failure;
import dev.rookery.run.Probed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

class FactsOutputTest {
    @TempDir Path folder;

    @Test
    void aMachinesNameLeadsNowhereOutOfTheFolderOfRecordings() throws IOException {
        Path records = folder.resolve("a/b");
        for (String name : List.of("../../evil", "..", "/evil", "host")) {
            FactsOutput.record(
                    List.of(new Probed.Seen(name, Observations.parse(List.of("a=1")))), records);
        }
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile))
                    .hasSize(4)
                    .allSatisfy(file -> assertThat(file.toRealPath()).startsWith(records))
                    .contains(records.resolve("host/observed.txt"));
        }
    }

    @Test
    void whatWasNotObservedComesWithItsRemedy() {
        Failure failure = new Failure(Failure.Kind.UNREACHABLE, "refused", "start sshd");
        assertThat(FactsOutput.text(List.of(new Probed.Unseen("host", failure))))
                .containsExactly("host", "    not observed: refused", "    remedy: start sshd");
    }
}
