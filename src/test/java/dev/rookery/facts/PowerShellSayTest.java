package dev.rookery.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.shell.ScriptFile;
import dev.rookery.shell.powershell.PowerShells;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/// What `say.ps1` says, and how it is read.
class PowerShellSayTest {
    private static final String SAY = ScriptFile.of("facts/say.ps1").text();

    @TempDir Path dir = Path.of("");

    private List<String> said(String calls) throws Exception {
        Path file = dir.resolve("said.ps1");
        // As base64: the console's code page is the machine's own.
        Files.writeString(
                file,
                SAY
                        + "$said = @(\n"
                        + calls
                        + "\n) -join \"`n\"\n"
                        + "[Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($said))\n");
        Process process =
                new ProcessBuilder(
                                PowerShells.powershellOrSkip().toString(),
                                "-NoProfile",
                                "-NonInteractive",
                                "-File",
                                file.toString())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(output).matches("[A-Za-z0-9+/=\\s]+");
        return List.of(
                new String(Base64.getMimeDecoder().decode(output), StandardCharsets.UTF_8)
                        .split("\n", -1));
    }

    @Test
    void valuesAreLinesOfTheirKey() throws Exception {
        String calls =
                """
                Write-Known os.build 20348
                Write-Known a-b_c.1 "one`r`ntwo`nthree`n"
                Write-Known list @('x', "y`nz")
                Write-Known empty ''
                Write-Known nothing @()
                Write-Known null $null
                Write-Known some @($null, 1.5, $true)
                Write-Known raw "  a=b!c~ `t"
                Write-Known break "p$([char]0x2028)q$([char]0x85)r"
                Write-Unknown why "two`r`n  lines `a"
                Write-Unknown silent $null
                Write-None gone
                """;
        List<String> lines = said(calls);
        assertThat(lines)
                .containsExactly(
                        "os.build=20348",
                        "a-b_c.1=one",
                        "a-b_c.1=two",
                        "a-b_c.1=three",
                        "list=x",
                        "list=y",
                        "list=z",
                        "empty=",
                        "nothing~",
                        "null~",
                        "some=1.5",
                        "some=True",
                        "raw=  a=b!c~ \t",
                        "break=p",
                        "break=q",
                        "break=r",
                        "why!two   lines ",
                        "silent!",
                        "gone~");
        assertThat(Observations.parse(lines).all("break"))
                .isEqualTo(Fact.known(List.of("p", "q", "r")));
    }

    @Test
    void longLinesAndControlCharactersAreCut() throws Exception {
        String calls =
                """
                Write-Known long ('x' * 5000)
                Write-Known pair (('x' * 4095) + [char]::ConvertFromUtf32(0x1F600))
                Write-Known bell "a`a`0b$([char]27)[31mc$([char]0x7f)d"
                Write-Unknown long ('y' * 5000)
                """;
        assertThat(said(calls))
                .containsExactly(
                        "long=" + "x".repeat(4096),
                        "pair=" + "x".repeat(4095),
                        "bell=ab[31mcd",
                        "long!" + "y".repeat(4096));
    }

    @Test
    void aKeyThatNobodyCanReadIsRefused() throws Exception {
        String calls =
                """
                foreach ($key in 'a b', 'a=b', "a`n", '', 'k\u212a') {
                    try { Write-Known $key 1 } catch { 'refused' }
                    try { Write-Unknown $key 1 } catch { 'refused' }
                    try { Write-None $key } catch { 'refused' }
                }
                """;
        assertThat(said("$(" + calls.replace("'k\u212a'", "('k' + [char]0x212a)") + ")"))
                .hasSize(15)
                .containsOnly("refused");
    }
}
