package dev.rookery.yaml;

import dev.rookery.diagnostic.Location;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.events.Event;

import java.io.StringReader;
import java.util.Iterator;
import java.util.Locale;

/// The YAML parser: what it says, with its exceptions turned into ours.
final class Events {
    private final Source source;
    private final Iterator<Event> events;
    private Location reached;

    Events(String text, Source source) {
        this.source = source;
        this.reached = source.start();
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        this.events = new Yaml(options).parse(new StringReader(text)).iterator();
    }

    /// The next event.
    ///
    /// @throws Unreadable if the text is not YAML from here on
    Event next() throws Unreadable {
        try {
            Event event = events.next();
            reached = source.at(event.getEndMark());
            return event;
        } catch (MarkedYAMLException notYaml) {
            Mark mark = notYaml.getProblemMark();
            throw new Unreadable(
                    mark == null ? reached : source.at(mark),
                    "this is not YAML: " + problem(notYaml),
                    help(notYaml));
        } catch (RuntimeException oddity) {
            // The library also lets other exceptions out, such as for an escape that is no
            // character.
            throw new Unreadable(reached, "this is not YAML after this place", "");
        }
    }

    private static String problem(MarkedYAMLException notYaml) {
        String context = notYaml.getContext() == null ? "" : notYaml.getContext() + ": ";
        String problem = notYaml.getProblem() == null ? "" : notYaml.getProblem();
        return (context + problem)
                .replace("\\t(TAB)", "tab")
                .replace(" (Do not use tab for indentation)", "")
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static String help(MarkedYAMLException notYaml) {
        String problem = String.valueOf(notYaml.getProblem()).toLowerCase(Locale.ROOT);
        if (problem.contains("(tab)")) {
            return "indent with spaces, YAML allows no tabs there";
        }
        if (problem.contains("mapping values are not allowed")) {
            return "check the indentation; a value that contains ': ' needs quotes";
        }
        if (problem.contains("cannot start any token")) {
            return "put the value in quotes";
        }
        return "check the indentation, the quotes and the brackets here and in the line above";
    }
}
