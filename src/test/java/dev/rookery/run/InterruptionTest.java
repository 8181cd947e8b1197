package dev.rookery.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class InterruptionTest {
    @Test
    void waitsForWhatHasBegunAndLetsNothingBegin() throws InterruptedException {
        Interruption interruption = new Interruption();
        assertThat(interruption.begin()).isTrue();
        Thread request =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        interruption.request();
                                    } catch (InterruptedException impatient) {
                                        throw new IllegalStateException(impatient);
                                    }
                                });
        while (!interruption.isRequested()) {
            Thread.onSpinWait();
        }
        assertThat(interruption.begin()).isFalse();
        assertThat(request.join(Duration.ofMillis(100))).isFalse();
        interruption.end();
        assertThat(request.join(Duration.ofSeconds(5))).isTrue();
    }
}
