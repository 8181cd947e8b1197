package dev.rookery.inventory.openssh;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.diagnostic.Location;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A configuration file, read.
///
/// @param blocks in the file's order; what stands before the first `Host` line is for every host
/// @param beyondUs a `Match` or `Include`, if there is one: only ssh itself knows what they mean
record ConfigFile(List<Block> blocks, Optional<Location> beyondUs) {
    /// What a `Host` line's hosts have set.
    record Block(HostPattern hosts, List<Setting> settings) {}

    private static final HostPattern EVERY = new HostPattern(List.of("*"));

    ConfigFile {
        blocks = List.copyOf(blocks);
    }

    /// Reads a file's text; every line that ssh would refuse is reported, unless its keyword means
    /// nothing here.
    static ConfigFile parse(String name, String text, Diagnostics diagnostics) {
        SettingReader reader = new SettingReader(diagnostics);
        List<Block> blocks = new ArrayList<>();
        List<Setting> settings = new ArrayList<>();
        HostPattern hosts = EVERY;
        Location beyondUs = null;
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            Optional<ConfigLine> parsed = ConfigLine.parse(lines[i]);
            if (parsed.isEmpty()) {
                continue;
            }
            ConfigLine line = parsed.get();
            Line places = new Line(name, i + 1, lines[i].replaceAll("\\s+$", ""));
            switch (line.keyword().toLowerCase(Locale.ROOT)) {
                case "host" -> {
                    blocks.add(new Block(hosts, settings));
                    settings = new ArrayList<>();
                    hosts = hosts(line, places, diagnostics);
                }
                case "match", "include" ->
                        beyondUs = beyondUs == null ? places.keyword(line) : beyondUs;
                default ->
                        Keyword.of(line.keyword())
                                .flatMap(keyword -> reader.read(keyword, line, places))
                                .ifPresent(settings::add);
            }
        }
        blocks.add(new Block(hosts, settings));
        return new ConfigFile(blocks, Optional.ofNullable(beyondUs));
    }

    private static HostPattern hosts(ConfigLine line, Line places, Diagnostics diagnostics) {
        List<String> patterns = line.words().stream().map(ConfigLine.Word::text).toList();
        if (!line.whole()) {
            diagnostics.error(places.keyword(line), "a quote is not closed", "close it");
        } else if (patterns.isEmpty()) {
            diagnostics.error(places.keyword(line), "Host names no host", "write '*' for all");
        }
        return new HostPattern(patterns);
    }

    /// What is set for a host.
    ///
    /// @param host as the user calls it
    Settings settings(String host) {
        return new Settings(
                blocks.stream()
                        .filter(block -> block.hosts().matches(host))
                        .flatMap(block -> block.settings().stream())
                        .toList());
    }

    /// A line, for the places of what stands in it.
    private record Line(String file, int number, String text) implements SettingReader.Places {
        @Override
        public Location at(int from, int to) {
            int begin = Math.min(from, text.length());
            int end = Math.clamp(to, begin, text.length());
            return new Location(
                    file,
                    number,
                    text.codePointCount(0, begin) + 1,
                    Math.max(1, text.codePointCount(begin, end)),
                    text);
        }

        Location keyword(ConfigLine line) {
            int from = text.indexOf(line.keyword());
            return at(from, from + line.keyword().length());
        }
    }
}
