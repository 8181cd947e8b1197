package dev.rookery.shell.powershell;

import dev.rookery.shell.Limits;
import dev.rookery.shell.Script;
import dev.rookery.shell.ScriptFile;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the bootstrap reads on standard input, see `bootstrap.ps1`. ASCII, in lines of bounded
/// length, and without a newline at its end: whatever is missing of it, it is not whole.
final class Payload {
    private static final int LINE_LENGTH = 1000;
    private static final String RUNNER =
            HostCommand.compact(ScriptFile.of("shell/powershell/run.ps1").text());

    /// Variables that PowerShell sets itself, or goes by (about_Automatic_Variables,
    /// about_Preference_Variables), as far as a parameter could be called so.
    private static final Set<String> AUTOMATIC =
            Set.of(
                    ("args confirmpreference consolefilename debugpreference"
                         + " enabledexperimentalfeatures error erroractionpreference errorview"
                         + " event eventargs eventsubscriber executioncontext false foreach"
                         + " formatenumerationlimit home host informationpreference input"
                         + " lastexitcode logcommandhealthevent matches maximumhistorycount"
                         + " myinvocation nestedpromptlevel null ofs outputencoding pid profile"
                         + " progresspreference psboundparameters pscmdlet pscommandpath psculture"
                         + " psdebugcontext psdefaultparametervalues psemailserver pshome psitem"
                         + " psmoduleautoloadingpreference psscriptroot pssenderinfo"
                         + " pssessionapplicationname pssessionconfigurationname pssessionoption"
                         + " psuiculture psversiontable pwd sender shellid sourceargs"
                         + " sourceeventargs stacktrace switch this transcript true"
                         + " verbosepreference warningpreference whatifpreference")
                            .split(" ", -1));

    private Payload() {}

    static byte[] of(Script script, Mark mark, Limits limits) {
        String text = text(script, mark, limits);
        String first = "rookery " + text.length() + " " + sha256(text);
        StringBuilder all = new StringBuilder(first);
        for (int at = 0; at < text.length(); at += LINE_LENGTH) {
            all.append('\n').append(text, at, Math.min(text.length(), at + LINE_LENGTH));
        }
        return all.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /// Without its first line, as one line: for where it arrives whole or not at all.
    static String text(Script script, Mark mark, Limits limits) {
        return Stream.of(mark.text(), RUNNER, parameters(script, limits), script.text())
                .map(Payload::base64)
                .collect(Collectors.joining(";"));
    }

    private static String parameters(Script script, Limits limits) {
        StringBuilder lines = new StringBuilder();
        lines.append("rookery_max_lines ").append(limits.answerLines()).append('\n');
        lines.append("rookery_max_characters ").append(limits.answerBytes()).append('\n');
        script.parameters()
                .forEach(
                        (name, value) -> {
                            if (AUTOMATIC.contains(name) || name.startsWith("rookery_")) {
                                throw new IllegalArgumentException("not a name for us: " + name);
                            }
                            lines.append(name).append(' ').append(escaped(value)).append('\n');
                        });
        return lines.toString();
    }

    /// As regular expressions of .NET are escaped: every UTF-16 unit survives, half a surrogate
    /// pair too.
    private static String escaped(String value) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean plain = c < 0x7f && (Character.isLetterOrDigit(c) || "/:._-".indexOf(c) >= 0);
            text.append(plain ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
        return text.toString();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
