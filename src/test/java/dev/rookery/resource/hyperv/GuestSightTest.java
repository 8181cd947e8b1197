package dev.rookery.resource.hyperv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.facts.Fact;
import dev.rookery.facts.Observations;
import dev.rookery.resource.GuestSight;
import dev.rookery.resource.Resources;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.stream.Stream;

/// What a Hyper-V host knows of a guest.
class GuestSightTest {
    private static final String ID = "9a3c1f50-0000-4000-8000-000000000001";

    private static GuestSight sight(String name, String... lines) {
        List<String> seen =
                Stream.concat(
                                Stream.of(
                                        "os.family=windows",
                                        "hyperv.feature=Enabled",
                                        "vm=" + ID,
                                        "vm." + ID + ".name=web"),
                                Stream.of(lines).map(line -> "vm." + ID + "." + line))
                        .toList();
        return Resources.all().sight(name, Observations.parse(seen));
    }

    @ParameterizedTest
    @ValueSource(strings = {"web", ID, "{9A3C1F50-0000-4000-8000-000000000001}"})
    void aGuestIsFoundByItsNameOrItsIdInAnyNotation(String name) {
        assertThat(sight(name).id()).isEqualTo(Fact.known(ID));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Web", "we?", "*", "we", "[w]eb", "9a3c1f50"})
    void w23_aNameIsExact(String name) {
        assertThat(sight(name).id()).isInstanceOf(Fact.Unknown.class);
    }

    @Test
    void itsAddressesAreThoseThatReachFar() {
        GuestSight sight =
                sight(
                        "web",
                        "state=Running",
                        "adapter.0.name=LAN",
                        "adapter.0.address=169.254.3.4",
                        "adapter.0.address=192.0.2.7",
                        "adapter.0.address=fe80::1",
                        "adapter.1.name=SAN",
                        "adapter.1.address!no answer",
                        "adapter.2.name=V6",
                        "adapter.2.address=FEB0::9",
                        "adapter.2.address=2001:db8::7");
        assertThat(sight.runs()).isEqualTo(Fact.known(true));
        assertThat(sight.addresses()).isEqualTo(Fact.known(List.of("192.0.2.7", "2001:db8::7")));
    }

    @Test
    void whatIsUnknownStaysSo() {
        GuestSight sight = sight("web", "state!no answer", "adapter!no answer");
        assertThat(sight.runs()).isEqualTo(Fact.unknown("no answer"));
        assertThat(sight.addresses()).isEqualTo(Fact.unknown("no answer"));
    }
}
