package dev.rookery.facts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class ObservationsTest {
    @Test
    void tellsKnownNoneAndUnknownApart() {
        Observations observed =
                Observations.parse(List.of("a.b=1", "c!only root may read it", "d~", "a.b=2"));
        assertThat(observed.all("a.b")).isEqualTo(Fact.known(List.of("1", "2")));
        assertThat(observed.one("a.b")).isEqualTo(Fact.known("1"));
        assertThat(observed.one("c")).isEqualTo(Fact.unknown("only root may read it"));
        assertThat(observed.all("d")).isEqualTo(Fact.known(List.of()));
        assertThat(observed.one("d")).isEqualTo(Fact.unknown("there is none"));
        assertThat(observed.one("e").ifKnown()).isEmpty();
    }

    @Test
    void keepsValuesThatLookLikeSyntax() {
        Observations observed = Observations.parse(List.of("k=a=b!c~", "k= ", "k="));
        assertThat(observed.all("k")).isEqualTo(Fact.known(List.of("a=b!c~", " ", "")));
    }

    @Test
    void dropsLinesOfOtherPrograms() {
        assertThat(Observations.parse(List.of("modprobe: WARNING: x", "", "=x", "key")).facts())
                .isEmpty();
    }

    @Test
    void aValueThatIsKnownIsNotForgotten() {
        Observations observed = Observations.parse(List.of("k=1", "k!cut off"));
        assertThat(observed.one("k")).isEqualTo(Fact.known("1"));
    }

    @Test
    void readsBackWhatItWrites() {
        List<String> lines = List.of("a=1", "a=", "b!why", "c~");
        assertThat(Observations.parse(lines).lines()).isEqualTo(lines);
    }

    @Test
    void aValueMayHoldWhatElsewhereEndsALine() {
        assertThat(Observations.parse(List.of("name=a\u2028b\u0085c")).one("name").ifKnown())
                .contains("a\u2028b\u0085c");
    }
}
