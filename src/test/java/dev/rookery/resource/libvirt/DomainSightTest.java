package dev.rookery.resource.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.facts.Fact;
import dev.rookery.resource.GuestSight;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/// What a KVM host knows of one of its domains.
class DomainSightTest {
    private static GuestSight sight(String inactive, String differing) {
        return new LibvirtGuests().sight("web", Domains.observed(inactive, differing));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    off, defined so       | cpu=epyc+svm | os.family=linux   | true
                    off, the host's       | cpu=host     | os.family=linux   | true
                    off, not defined so   | cpu=epyc     | os.family=linux   | false
                    off, as it happens    | cpu=epyc?svm | os.family=linux   | unknown
                    running so            | cpu=epyc     | live:cpu=epyc+svm | true
                    running without       | cpu=epyc+svm | live:cpu=epyc-svm | false
                    the host does not nest | cpu=host    | module.kvm_amd.parameter.nested.value=0 | false
                    running, no nesting   | cpu=host     | live:cpu=host;module.kvm_amd.parameter.nested.value=0 | false
                    another maker         | cpu=host     | cpu.vendor=Acme   | unknown
                    unreadable            | cpu=</a>     | os.family=linux   | unknown
                    """)
    void nested(String name, String inactive, String differing, String expected) {
        Fact<Boolean> nested = sight(inactive, differing).nested();
        assertThat(nested.ifKnown().map(Object::toString).orElse("unknown")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "running (booted), true",
        "idle (unknown), true",
        "paused (user), false",
        "shut off (saved), false",
        "in shutdown (user), false"
    })
    void runs(String state, boolean expected) {
        assertThat(sight("cpu=epyc", "d.state=" + state).runs()).isEqualTo(Fact.known(expected));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    the lease          | d.address.lease=192.168.122.7;d.address.arp=10.0.0.1 | 192.168.122.7
                    stale leases too   | d.address.lease=192.168.122.7;d.address.lease=192.168.122.8 | 192.168.122.7 192.168.122.8
                    then the agent     | d.address.lease~;d.address.agent=127.0.0.1;d.address.agent=fe80::1;d.address.agent=10.1.0.5;d.address.arp=10.0.0.1 | 10.1.0.5
                    then arp           | d.address.lease~;d.address.agent!not connected;d.address.arp=10.0.0.1 | 10.0.0.1
                    none anywhere      | d.address.lease~;d.address.arp!wrong nlmsg len | ''
                    """)
    void addressesAreThoseOfTheFirstSourceThatAnswers(
            String name, String differing, String expected) {
        assertThat(sight("cpu=epyc", differing).addresses().ifKnown().orElseThrow())
                .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(" ", -1)));
    }

    @Test
    void whatIsNotThereIsUnknown() {
        GuestSight sight = sight("cpu=epyc", "d.name=other");
        assertThat(sight.id().ifKnown()).isEmpty();
        assertThat(sight("cpu=epyc", "").id()).isEqualTo(Fact.known(Domains.UUID));
        assertThat(sight("cpu=epyc", "").addresses().ifKnown()).isEmpty();
    }

    @Test
    void aLineThatWasTooLongForOneValueIsPutTogetherAgain() {
        String cut =
                "d.live.xml=<domain type='kvm'>;d.live.xml=<cpu mode='host-pass;"
                        + "d.live.xml=through'/></domain>;d.live.xml.continued=3;"
                        + "d.state=running (booted)";
        assertThat(sight("cpu=epyc", cut).nested()).isEqualTo(Fact.known(true));
    }
}
