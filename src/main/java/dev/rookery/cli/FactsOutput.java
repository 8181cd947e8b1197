package dev.rookery.cli;

import dev.rookery.facts.Fact;
import dev.rookery.facts.Observations;
import dev.rookery.facts.Recording;
import dev.rookery.plan.Failure;
import dev.rookery.run.Probed;
import dev.rookery.run.RunRecord;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What was observed, for people and for programs.
final class FactsOutput {
    private FactsOutput() {}

    static List<String> text(List<Probed> machines) {
        List<String> lines = new ArrayList<>();
        for (Probed probed : machines) {
            lines.add(probed.machine());
            switch (probed) {
                case Probed.Seen(String _, Observations observed) ->
                        observed.facts()
                                .forEach((key, fact) -> lines.add("    " + line(key, fact)));
                case Probed.Unseen(String _, Failure failure) -> {
                    lines.add("    not observed: " + failure.message());
                    if (!failure.remedy().isEmpty()) {
                        lines.add("    remedy: " + failure.remedy());
                    }
                }
            }
        }
        return lines;
    }

    private static String line(String key, Fact<List<String>> fact) {
        return switch (fact) {
            case Fact.Known<List<String>>(List<String> values) ->
                    key + ": " + (values.isEmpty() ? "(none)" : String.join("\n        ", values));
            case Fact.Unknown<List<String>>(String reason) -> key + ": unknown, " + reason;
        };
    }

    static List<String> json(List<Probed> machines) {
        Map<String, Object> all = new LinkedHashMap<>();
        machines.forEach(probed -> all.put(probed.machine(), value(probed)));
        JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        return List.of(mapper.writeValueAsString(all));
    }

    private static Object value(Probed probed) {
        return switch (probed) {
            case Probed.Seen(String _, Observations observed) -> {
                Map<String, Object> facts = new LinkedHashMap<>();
                observed.facts().forEach((key, fact) -> facts.put(key, value(fact)));
                yield Map.of("facts", facts);
            }
            case Probed.Unseen(String _, Failure failure) ->
                    new TreeMap<>(Map.of("failure", failure.message(), "remedy", failure.remedy()));
        };
    }

    /// A known fact is its lines; an unknown one an object that says why.
    private static Object value(Fact<List<String>> fact) {
        return switch (fact) {
            case Fact.Known<List<String>>(List<String> values) -> values;
            case Fact.Unknown<List<String>>(String reason) -> Map.of("unknown", reason);
        };
    }

    static void record(List<Probed> machines, Path directory) throws IOException {
        for (Probed probed : machines) {
            if (probed instanceof Probed.Seen(String machine, Observations observed)) {
                Path folder =
                        Files.createDirectories(directory.resolve(RunRecord.fileName(machine)));
                String kernel =
                        observed.one("kernel.release").ifKnown().orElse("an unknown kernel");
                Recording recording =
                        new Recording(List.of("recorded by rookery facts on " + kernel), observed);
                Files.write(folder.resolve("observed.txt"), recording.lines());
            }
        }
    }
}
