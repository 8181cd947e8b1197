package dev.rookery.diagnostic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

class DiagnosticTest {
    @Test
    void carriesStandBelowTheTextBehindTabsAndWideCharacters() {
        assertThat(lines("a\t漢字: wrong", 7, 5))
                .containsExactly(
                        "f:1:7: error: m",
                        "    a       漢字: wrong",
                        "                  ^~~~~",
                        "help: h");
    }

    @Test
    void showsWhatATerminalWouldObey() {
        assertThat(lines("a: \u001b[2J\u202e", 4, 5).get(1))
                .isEqualTo("    a: \\u{1b}[2J\\u{202e}");
    }

    @Test
    void showsOnlyThePartOfALongLine() {
        String line = "x".repeat(5000) + "wrong" + "y".repeat(5000);

        assertThat(lines(line, 5001, 5).get(1)).hasSizeLessThan(140).contains("xxwrongyy");
        assertThat(lines(line, 5001, 5).get(2).indexOf('^'))
                .isEqualTo(lines(line, 5001, 5).get(1).indexOf("wrong"));
    }

    private static List<String> lines(String text, int column, int length) {
        Location at = new Location("f", 1, column, length, text);
        return new Diagnostic(Optional.of(at), "m", Optional.of("h")).lines();
    }
}
