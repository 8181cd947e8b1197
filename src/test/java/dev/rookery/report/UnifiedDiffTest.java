package dev.rookery.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.plan.FileEdit;

import org.junit.jupiter.api.Test;

import java.util.List;

class UnifiedDiffTest {
    @Test
    void keepsCommonLinesAndOrdersTheRest() {
        FileEdit edit = new FileEdit("/f", List.of("a", "b", "c"), List.of("a", "x", "c", "d"));
        assertThat(UnifiedDiff.of(edit))
                .containsExactly(
                        "--- /f", "+++ /f", "@@ -1,3 +1,4 @@", " a", "-b", "+x", " c", "+d");
    }

    @Test
    void aNewFileComesFromNowhere() {
        assertThat(UnifiedDiff.of(new FileEdit("/f", List.of(), List.of("a"))))
                .containsExactly("--- /dev/null", "+++ /f", "@@ -0,0 +1,1 @@", "+a");
    }
}
