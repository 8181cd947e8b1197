package dev.rookery.resource.hyperv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.facts.Observations;
import dev.rookery.plan.Check;
import dev.rookery.resource.Resources;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.stream.Stream;

/// What `doctor` says of a Hyper-V host's guests.
class HyperVChecksTest {
    private static List<String> findings(String subject, String... lines) {
        List<String> seen =
                Stream.concat(
                                Stream.of(
                                        "os.family=windows",
                                        "hyperv.feature=Enabled",
                                        "vm=1",
                                        "vm.1.name=web",
                                        "vm.1.state=Off"),
                                Stream.of(lines))
                        .toList();
        return Resources.all().checks(Observations.parse(seen)).stream()
                .filter(check -> check.subject().equals(subject))
                .map(HyperVChecksTest::words)
                .toList();
    }

    private static String words(Check check) {
        return check.grade() + " " + check.finding();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    left    | WARN left in the middle: web (Off) (run r7, changing), which was Running before
                    running | WARN works on web (Off) (run r7, changing)
                    """)
    void aJobThatIsNotDoneWithAGuestIsShown(String state, String finding) {
        assertThat(
                        findings(
                                "job",
                                "vm.1.job=" + state,
                                "vm.1.job.run=r7",
                                "vm.1.job.phase=changing",
                                "vm.1.job.state=Running"))
                .containsExactly(finding);
    }

    @ParameterizedTest
    @CsvSource({"vm.1.job~", "vm.1.job!no answer"})
    void withoutAJobNothingIsSaidOfOne(String line) {
        assertThat(findings("job", line)).isEmpty();
    }
}
