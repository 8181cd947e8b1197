package dev.rookery.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.List;

class RecordingTest {
    private static final List<String> LINES =
            List.of(
                    "# kernel 4.18.0-553.el8_10.x86_64",
                    "#",
                    "# synthetic: kernel documentation",
                    "user.id=0",
                    "modprobe.1.line=# a comment of the file",
                    "modprobe.1.line=",
                    "modprobe.1.line=options kvm-intel nested=1",
                    "manager~",
                    "firmware.log!only root may read it");

    @Test
    void isReadBackAsItWasWritten() {
        Recording recording = Recording.parse(LINES);

        assertThat(recording.header())
                .containsExactly(
                        "kernel 4.18.0-553.el8_10.x86_64", "", "synthetic: kernel documentation");
        assertThat(recording.observations().all("modprobe.1.line"))
                .isEqualTo(
                        Fact.known(
                                List.of(
                                        "# a comment of the file",
                                        "",
                                        "options kvm-intel nested=1")));
        assertThat(recording.lines()).isEqualTo(LINES);
        assertThat(Recording.parse(recording.lines())).isEqualTo(recording);
    }

    @Test
    void aHeaderCannotForgeAnObservation() {
        Observations nothing = Observations.parse(List.of());
        assertThatThrownBy(() -> new Recording(List.of("kernel\nuser.id=0"), nothing))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
