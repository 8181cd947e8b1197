package dev.rookery.demo.winrm;

import java.util.ArrayList;
import java.util.List;

/// A Windows command line as the program sees it: the rules of `CommandLineToArgvW`, but for the
/// first word, which follows those of the others.
final class CommandLine {
    private final String text;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean inWord;
    private boolean quoted;

    private CommandLine(String text) {
        this.text = text;
    }

    static List<String> split(String text) {
        CommandLine line = new CommandLine(text);
        int at = 0;
        while (at < text.length()) {
            at = line.take(at);
        }
        line.endWord();
        return line.words;
    }

    private int take(int at) {
        char next = text.charAt(at);
        if (next == '\\') {
            return takeBackslashes(at);
        }
        if (next == '"') {
            quoted = !quoted;
            inWord = true;
        } else if (!quoted && (next == ' ' || next == '\t')) {
            endWord();
        } else {
            word.append(next);
            inWord = true;
        }
        return at + 1;
    }

    /// Backslashes stand for themselves, but before a quotation mark: there each two are one, and
    /// an odd one makes the mark a character.
    private int takeBackslashes(int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) == '\\') {
            at++;
        }
        int count = at - from;
        inWord = true;
        if (at == text.length() || text.charAt(at) != '"') {
            word.repeat('\\', count);
            return at;
        }
        word.repeat('\\', count / 2);
        if (count % 2 == 0) {
            return at;
        }
        word.append('"');
        return at + 1;
    }

    private void endWord() {
        if (inWord) {
            words.add(word.toString());
            word.setLength(0);
            inWord = false;
        }
    }
}
