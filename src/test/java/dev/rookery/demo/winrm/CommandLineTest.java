package dev.rookery.demo.winrm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommandLineTest {
    /// The examples of Microsoft's page on `CommandLineToArgvW`.
    @Test
    void wordsAreThoseThatAWindowsProgramSees() {
        assertThat(CommandLine.split("p \"abc\" d e")).containsExactly("p", "abc", "d", "e");
        assertThat(CommandLine.split("p a\\\\b d\"e f\"g h"))
                .containsExactly("p", "a\\\\b", "de fg", "h");
        assertThat(CommandLine.split("p a\\\\\\\"b c d")).containsExactly("p", "a\\\"b", "c", "d");
        assertThat(CommandLine.split("p a\\\\\\\\\"b c\" d e"))
                .containsExactly("p", "a\\\\b c", "d", "e");
        assertThat(CommandLine.split("  p\t\"\"  ")).containsExactly("p", "");
    }
}
