package dev.rookery.shell.powershell;

import dev.rookery.shell.Answer;
import dev.rookery.shell.Limits;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What `run.ps1` answered.
///
/// @param much what there was too much of; empty if the answer is whole
record Reply(int exitCode, List<String> lines, List<Problem> errors, String much) {
    /// An error, in the machine's own language but for its identifier and its category.
    ///
    /// @param line of the script; 0 if it is none of its own text
    record Problem(String id, String category, int line, String message) {
        String text() {
            String place = line > 0 ? ", line " + line : "";
            String what = message.strip().replaceAll("[\\p{Cntrl}\\u2028\\u2029\\s]+", " ");
            return what + " (" + id + ", " + category + place + ")" + advice();
        }

        /// An execution policy stops the files of modules, and only those: the script is no file.
        private String advice() {
            return id.startsWith("UnauthorizedAccess") && category.equals("SecurityError")
                    ? "\nthe machine's execution policy does not let PowerShell load this module's"
                            + " files: see Get-ExecutionPolicy -List there, RemoteSigned allows it"
                    : "";
        }
    }

    private static final Pattern ESCAPE = Pattern.compile("\\\\(\\\\|u([0-9a-f]{4}))");

    Reply {
        lines = List.copyOf(lines);
        errors = List.copyOf(errors);
    }

    /// Reads what stood between the sentinels.
    ///
    /// @throws IllegalArgumentException if that is no answer
    static Reply parse(String base64) {
        return of(Arrays.asList(utf8(Base64.getDecoder().decode(base64)).split("\n", -1)));
    }

    /// Reads the records of an answer.
    ///
    /// @throws IllegalArgumentException if that is no answer
    static Reply of(List<String> records) {
        List<String> lines = new ArrayList<>();
        List<Problem> errors = new ArrayList<>();
        String much = "";
        for (String record : records) {
            String[] fields = record.split("\t", -1);
            for (int i = 1; i < fields.length; i++) {
                fields[i] = unescaped(fields[i]);
            }
            switch (fields[0] + " " + (fields.length - 1)) {
                case "line 1" -> lines.add(fields[1]);
                case "error 4" ->
                        errors.add(
                                new Problem(
                                        fields[1],
                                        fields[2],
                                        Integer.parseInt(fields[3]),
                                        fields[4]));
                case "much 1" -> much = fields[1];
                case "exit 1" -> {
                    return new Reply(Integer.parseInt(fields[1]), lines, errors, much);
                }
                default -> throw new IllegalArgumentException("no record of an answer");
            }
        }
        throw new IllegalArgumentException("the answer has no end");
    }

    private static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException damaged) {
            throw new IllegalArgumentException(damaged);
        }
    }

    private static String unescaped(String text) {
        return ESCAPE.matcher(text)
                .replaceAll(
                        match ->
                                Matcher.quoteReplacement(
                                        match.group(2) == null
                                                ? "\\"
                                                : String.valueOf(
                                                        (char)
                                                                Integer.parseInt(
                                                                        match.group(2), 16))));
    }

    /// The same without what is above the limits, which the machine has been told too.
    Reply within(Limits limits) {
        String more = much;
        if (lines.size() > limits.answerLines()) {
            more = "more than " + limits.answerLines() + " lines";
        } else if (lines.stream().anyMatch(line -> line.length() > limits.lineBytes())) {
            more = "a line of more than " + limits.lineBytes() + " characters";
        }
        return new Reply(exitCode, lines, errors, more);
    }

    Answer answer(Limits limits) {
        String text = errors.stream().map(Problem::text).collect(Collectors.joining("\n"));
        int most = limits.errorBytes();
        return new Answer(
                exitCode, lines, text.length() > most ? text.substring(0, most) + "..." : text);
    }
}
