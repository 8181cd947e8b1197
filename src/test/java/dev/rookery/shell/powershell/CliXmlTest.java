package dev.rookery.shell.powershell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Random;

class CliXmlTest {
    private static final String RECORDS =
            "#< CLIXML\r\n"
                + "<Objs Version=\"1.1.0.1\""
                + " xmlns=\"http://schemas.microsoft.com/powershell/2004/04\"><Obj S=\"progress\""
                + " RefId=\"0\"><TN RefId=\"0\"><T>x</T></TN><MS><S"
                + " N=\"a\">Preparing</S></MS></Obj><S S=\"Error\">Get-X : it's &lt;gone&gt; &amp;"
                + " _x005F_lost_x000D__x000A_</S><S S=\"verbose\">v</S><S S=\"Error\">At"
                + " line:1_x000D__x000A_</S></Objs>";

    @Test
    void errorsAreMadeReadableAndProgressIsDropped() {
        assertThat(CliXml.text(RECORDS)).isEqualTo("Get-X : it's <gone> & _lost\r\nAt line:1\r\n");
        assertThat(CliXml.text("before\n" + RECORDS + "\nafter"))
                .isEqualTo("before\nGet-X : it's <gone> & _lost\r\nAt line:1\r\nafter");
        assertThat(CliXml.text("plain <S> text")).isEqualTo("plain <S> text");
        assertThat(CliXml.text("")).isEmpty();
    }

    @Test
    void whatWasCutOffAnywhereIsStillRead() {
        for (int i = 0; i <= RECORDS.length(); i++) {
            assertThat(CliXml.text(RECORDS.substring(0, i))).doesNotContain("Preparing</S>");
            assertThat(CliXml.text(RECORDS.substring(i))).doesNotContain("_x000D_</S>");
        }
        assertThat(CliXml.text(RECORDS.substring(RECORDS.indexOf("<S S=\"Error\">At"))))
                .isEqualTo("At line:1\r\n");
    }

    @Test
    void aHostileTextTakesNoTime() {
        Random random = new Random(7);
        String[] parts = {
            "#< CLIXML", "<S S=\"Error\">", "<Objs", "</Objs>", "</S>", "_x00", "&lt", "a"
        };
        org.junit.jupiter.api.Assertions.assertTimeout(
                Duration.ofSeconds(5),
                () -> {
                    for (int i = 0; i < 50; i++) {
                        StringBuilder text = new StringBuilder();
                        while (text.length() < 65_536) {
                            text.append(parts[random.nextInt(parts.length)]);
                        }
                        assertThat(CliXml.text(text.toString())).isNotNull();
                    }
                });
    }
}
