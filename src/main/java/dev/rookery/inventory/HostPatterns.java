package dev.rookery.inventory;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.diagnostic.Suggestion;
import dev.rookery.yaml.Node;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Selects machines by Ansible's host patterns.
final class HostPatterns {
    private static final Pattern TERM = Pattern.compile("(?:\\[[^\\]]*\\]|[^\\s:,\\[])+");
    private static final Pattern SUBSCRIPT =
            Pattern.compile("(.+)\\[(-?[0-9]{1,6})(?:(:)(-?[0-9]{1,6})?)?\\]");

    private final Inventory inventory;
    private final Diagnostics diagnostics;

    HostPatterns(Inventory inventory, Diagnostics diagnostics) {
        this.inventory = inventory;
        this.diagnostics = diagnostics;
    }

    /// A part of a pattern, without its sign, and where it begins in it.
    private record Term(Node.Scalar pattern, int start, char sign, String text) {}

    /// The selected names, in the order of the machines.
    List<String> select(List<Node.Scalar> patterns) {
        List<Term> terms = patterns.stream().flatMap(pattern -> terms(pattern).stream()).toList();
        Set<String> selected = new HashSet<>();
        boolean all = terms.stream().allMatch(term -> term.sign() != '+');
        if (all) {
            selected.addAll(inventory.machines().keySet());
        }
        boolean sound = !terms.isEmpty();
        // Whatever their order, Ansible first joins, then intersects, then leaves out.
        for (char sign : new char[] {'+', '&', '!'}) {
            for (Term term : terms) {
                if (term.sign() == sign) {
                    Optional<List<String>> matched = matched(term);
                    sound &= matched.isPresent();
                    combine(selected, sign, matched.orElse(List.of()));
                }
            }
        }
        boolean unreadable = inventory.machines().isEmpty() && !diagnostics.isEmpty();
        if (sound && selected.isEmpty() && !unreadable) {
            String whole = String.join(",", patterns.stream().map(Node.Scalar::text).toList());
            diagnostics.error(
                    patterns.getFirst().at(),
                    "'" + whole + "' selects no machine",
                    Optional.empty());
        }
        return inventory.machines().keySet().stream().filter(selected::contains).toList();
    }

    private static void combine(Set<String> selected, char sign, List<String> matched) {
        switch (sign) {
            case '&' -> selected.retainAll(new HashSet<>(matched));
            case '!' -> matched.forEach(selected::remove);
            default -> selected.addAll(matched);
        }
    }

    private List<Term> terms(Node.Scalar pattern) {
        String text = pattern.text();
        if (inventory.machines().containsKey(text)) {
            return List.of(new Term(pattern, 0, '+', text));
        }
        List<Term> terms = new ArrayList<>();
        Matcher matcher = TERM.matcher(text);
        while (matcher.find()) {
            String term = matcher.group();
            boolean signed = term.startsWith("!") || term.startsWith("&");
            char sign = signed ? term.charAt(0) : '+';
            int start = matcher.start() + (signed ? 1 : 0);
            String name = signed ? term.substring(1) : term;
            if (name.startsWith("@")) {
                diagnostics.error(
                        pattern.part(start, name.length()),
                        "'" + name + "': patterns in files are not supported yet",
                        "write the pattern itself");
            } else {
                terms.add(new Term(pattern, start, sign, name));
            }
        }
        if (text.isBlank()) {
            diagnostics.error(pattern.at(), "the pattern is empty", "write all for every machine");
        }
        return terms;
    }

    /// What the term names; nothing if it names nothing, which is reported.
    private Optional<List<String>> matched(Term term) {
        String text = term.text();
        Matcher subscript = SUBSCRIPT.matcher(text);
        if (!text.startsWith("~") && subscript.matches()) {
            return named(term, subscript.group(1)).map(names -> part(names, subscript));
        }
        return named(term, text);
    }

    private Optional<List<String>> named(Term term, String text) {
        if (text.equals("*")) {
            return Optional.of(List.copyOf(inventory.machines().keySet()));
        }
        Pattern pattern;
        try {
            pattern = text.startsWith("~") ? Pattern.compile(text.substring(1)) : glob(text);
        } catch (PatternSyntaxException wrong) {
            report(term, "'%s' is no regular expression".formatted(text), wrong.getDescription());
            return Optional.empty();
        }
        boolean regex = text.startsWith("~");
        List<String> names = new ArrayList<>();
        boolean any = false;
        for (var group : inventory.groups().entrySet()) {
            if (matches(pattern, group.getKey(), regex)) {
                any = true;
                names.addAll(group.getValue());
            }
        }
        for (String machine : inventory.machines().keySet()) {
            if (matches(pattern, machine, regex)) {
                any = true;
                names.add(machine);
            }
        }
        if (!any) {
            reportUnknown(term, text);
        }
        return any ? Optional.of(names) : Optional.empty();
    }

    private static boolean matches(Pattern pattern, String name, boolean regex) {
        return regex ? pattern.matcher(name).lookingAt() : pattern.matcher(name).matches();
    }

    /// `*` and `?` as a shell takes them; brackets that are no subscript are a set of characters.
    private static Pattern glob(String text) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int close = c == '[' ? text.indexOf(']', i + 1) : -1;
            if (close > i + 1) {
                String set = text.substring(i + 1, close).replaceAll("([\\\\\\[&^])", "\\\\$1");
                regex.append('[').append(set.replaceFirst("^!", "^")).append(']');
                i = close;
            } else {
                regex.append(
                        switch (c) {
                            case '*' -> ".*";
                            case '?' -> ".";
                            default -> Pattern.quote(Character.toString(c));
                        });
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    /// `[0]`, `[-1]`, `[0:2]` and `[1:]`, both ends included, as Ansible counts.
    private static List<String> part(List<String> names, Matcher subscript) {
        List<String> distinct = names.stream().distinct().toList();
        int size = distinct.size();
        int from = Integer.parseInt(subscript.group(2));
        int first = from < 0 ? from + size : from;
        int last = first;
        if (subscript.group(3) != null) {
            String to = subscript.group(4);
            int end = to == null ? size - 1 : Integer.parseInt(to);
            last = end < 0 ? end + size : end;
        }
        boolean inside = first >= 0 && first < size && last >= first;
        return inside ? distinct.subList(first, Math.min(last + 1, size)) : List.of();
    }

    private void reportUnknown(Term term, String text) {
        Set<String> known = new HashSet<>(inventory.machines().keySet());
        known.addAll(inventory.groups().keySet());
        diagnostics.error(
                term.pattern().part(term.start(), term.text().length()),
                "'" + text + "' matches no machine and no group",
                Suggestion.didYouMean(text, known));
    }

    private void report(Term term, String message, String help) {
        diagnostics.error(term.pattern().part(term.start(), term.text().length()), message, help);
    }
}
