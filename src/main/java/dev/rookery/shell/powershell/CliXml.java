package dev.rookery.shell.powershell;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What PowerShell writes to a standard error that is no console: `#< CLIXML`, and an XML of
/// records, between whatever else is written there (MS-PSRP 2.2.5).
///
/// Errors and warnings are strings, `<S S="Error">...</S>`, in which `_x000D_` is a carriage
/// return; progress is an object. It may be cut off anywhere, so it is searched and not parsed.
final class CliXml {
    private static final String START = "#< CLIXML";

    private static final Pattern TEXT =
            Pattern.compile("<S S=\"(Error|Warning|error|warning)\">([^<]*)(?:</S>|\\z)");

    /// Up to the end of the records, or of everything.
    private static final Pattern RECORDS =
            Pattern.compile("(?s)(?:" + START + "\\s*|<Objs\\b).*?(?:</Objs>\\s*|\\z)");

    private static final Pattern ESCAPE =
            Pattern.compile("_x([0-9A-Fa-f]{4})_|&(lt|gt|amp|quot|apos);");

    private CliXml() {}

    /// The readable part: the errors and warnings among the records, and what was no record.
    static String text(String raw) {
        if (!raw.contains("<S S=\"") && !raw.contains(START)) {
            return raw;
        }
        // What was kept may begin inside the records.
        String from = raw.contains(START) || raw.contains("<Objs") ? raw : START + raw;
        return RECORDS.matcher(from).replaceAll(match -> quoted(match.group()));
    }

    private static String quoted(String records) {
        StringBuilder text = new StringBuilder();
        Matcher found = TEXT.matcher(records);
        while (found.find()) {
            text.append(plain(found.group(2)));
        }
        return Matcher.quoteReplacement(text.toString());
    }

    private static String plain(String value) {
        return ESCAPE.matcher(value)
                .replaceAll(
                        match ->
                                Matcher.quoteReplacement(
                                        match.group(1) == null
                                                ? entity(match.group(2))
                                                : String.valueOf(
                                                        (char)
                                                                Integer.parseInt(
                                                                        match.group(1), 16))));
    }

    private static String entity(String name) {
        return switch (name) {
            case "lt" -> "<";
            case "gt" -> ">";
            case "amp" -> "&";
            case "quot" -> "\"";
            default -> "'";
        };
    }
}
