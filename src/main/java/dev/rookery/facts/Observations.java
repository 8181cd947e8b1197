package dev.rookery.facts;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the probes of one machine answered, before anything is concluded from it.
///
/// A probe prints one line for each thing that it saw: `key=value` where it is known, `key!reason`
/// where it is not, `key~` where it is known that there is none. A key that is printed several
/// times has several lines, such as those of a file. Keys are made of letters, digits and `._-`,
/// such as `module.kvm_amd.parameter.nested.value`.
public record Observations(SequencedMap<String, Fact<List<String>>> facts) {
    private static final Pattern LINE =
            Pattern.compile("([A-Za-z0-9._-]+)([=!~])(.*)", Pattern.DOTALL);

    public Observations {
        facts = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(facts));
    }

    /// Reads a probe's answer. A line that is neither form is dropped: a program that a probe runs
    /// may print one.
    public static Observations parse(List<String> lines) {
        SequencedMap<String, List<String>> values = new LinkedHashMap<>();
        SequencedMap<String, Fact<List<String>>> facts = new LinkedHashMap<>();
        for (String line : lines) {
            Matcher said = LINE.matcher(line);
            if (!said.matches()) {
                continue;
            }
            String key = said.group(1);
            String rest = said.group(3);
            if (!said.group(2).equals("!")) {
                List<String> known = values.computeIfAbsent(key, _ -> new ArrayList<>());
                if (said.group(2).equals("=")) {
                    known.add(rest);
                }
                facts.put(key, Fact.known(Collections.unmodifiableList(known)));
            } else if (!values.containsKey(key)) {
                facts.put(key, Fact.unknown(rest));
            }
        }
        return new Observations(facts);
    }

    /// The lines that [#parse(List)] reads back as this.
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        facts.forEach(
                (key, fact) -> {
                    switch (fact) {
                        case Fact.Known<List<String>>(List<String> values) ->
                                lines.addAll(known(key, values));
                        case Fact.Unknown<List<String>>(String reason) ->
                                lines.add(key + "!" + reason);
                    }
                });
        return lines;
    }

    private static List<String> known(String key, List<String> values) {
        return values.isEmpty()
                ? List.of(key + "~")
                : values.stream().map(value -> key + "=" + value).toList();
    }

    /// Every line of a key.
    public Fact<List<String>> all(String key) {
        return Optional.ofNullable(facts.get(key))
                .orElseGet(() -> Fact.unknown("the probe said nothing about " + key));
    }

    /// The first line of a key.
    public Fact<String> one(String key) {
        return switch (all(key)) {
            case Fact.Known<List<String>>(List<String> lines) when !lines.isEmpty() ->
                    Fact.known(lines.getFirst());
            case Fact.Known<List<String>> _ -> Fact.unknown("there is none");
            case Fact.Unknown<List<String>>(String reason) -> Fact.unknown(reason);
        };
    }

    /// The keys that start with the prefix, without it.
    public List<String> below(String prefix) {
        return facts.keySet().stream()
                .filter(key -> key.startsWith(prefix))
                .map(key -> key.substring(prefix.length()))
                .toList();
    }
}
