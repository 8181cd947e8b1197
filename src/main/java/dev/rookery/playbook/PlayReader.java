package dev.rookery.playbook;

import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.diagnostic.Location;
import dev.rookery.yaml.Node;
import dev.rookery.yaml.Values;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads one play.
final class PlayReader {
    private static final List<String> KEYS =
            List.of(
                    "name",
                    "hosts",
                    "disruption",
                    "reboot",
                    "power_off",
                    "serial",
                    "max_failures",
                    "hypervisor",
                    "guest");
    private static final Set<String> STEPS_OF_ANSIBLE =
            Set.of("tasks", "pre_tasks", "post_tasks", "handlers", "roles", "import_playbook");
    private static final Set<String> SETTINGS_OF_ANSIBLE =
            Set.of(
                    "vars",
                    "vars_files",
                    "vars_prompt",
                    "become",
                    "become_user",
                    "become_method",
                    "become_flags",
                    "remote_user",
                    "connection",
                    "port",
                    "environment");
    private static final Set<String> OTHERS_OF_ANSIBLE =
            Set.of(
                    "gather_facts",
                    "strategy",
                    "any_errors_fatal",
                    "max_fail_percentage",
                    "collections",
                    "tags",
                    "when",
                    "order",
                    "run_once",
                    "ignore_errors",
                    "check_mode",
                    "diff",
                    "throttle",
                    "no_log");
    private static final Pattern SERIAL = Pattern.compile("([0-9]{1,6})(%?)");

    private final Node.Mapping play;
    private final Diagnostics diagnostics;
    private final Values values;

    PlayReader(Node.Mapping play, Diagnostics diagnostics) {
        this.play = play;
        this.diagnostics = diagnostics;
        this.values = new Values(diagnostics);
    }

    Play play() {
        play.entries().stream()
                .map(Node.Entry::key)
                .filter(key -> !KEYS.contains(key.text()))
                .forEach(this::unknown);
        Optional<Node> guest = value("guest");
        Optional<Node> hypervisor = value("hypervisor");
        if (guest.isEmpty() && hypervisor.isEmpty()) {
            diagnostics.error(
                    start(),
                    "this play states nothing",
                    "add a hypervisor: or guest: block that says what should be true");
        }
        List<Statement> statements = new ArrayList<>();
        hypervisor.ifPresent(
                node -> statements.addAll(new HypervisorReader(diagnostics).statements(node)));
        guest.ifPresent(node -> statements.addAll(new GuestReader(diagnostics).statements(node)));
        return new Play(
                value("name")
                        .flatMap(node -> values.text(node, "name"))
                        .orElseGet(() -> PlaybookReader.placeOf(play)),
                hosts(),
                policy(),
                value("serial").flatMap(this::serial),
                maxFailures(),
                statements,
                play.entry("guest").map(entry -> entry.key().at()));
    }

    private Optional<Node> value(String key) {
        return play.entry(key).map(Node.Entry::value);
    }

    private Location start() {
        return play.entries().isEmpty() ? play.at() : play.entries().getFirst().key().at();
    }

    private List<Node.Scalar> hosts() {
        Optional<Node> hosts = value("hosts");
        if (hosts.isEmpty()) {
            diagnostics.error(
                    start(), "this play has no hosts", "add hosts: with names, groups or patterns");
            return List.of();
        }
        List<Node> items =
                hosts.get() instanceof Node.Sequence list ? list.items() : List.of(hosts.get());
        if (items.isEmpty()) {
            values.wrong(hosts.get(), "hosts", "a pattern or a list of patterns");
        }
        List<Node.Scalar> patterns = new ArrayList<>();
        for (Node item : items) {
            values.text(item, "hosts")
                    .flatMap(_ -> PlaybookReader.scalar(item))
                    .ifPresent(patterns::add);
        }
        return patterns;
    }

    private Policy policy() {
        Policy.Mode mode =
                value("disruption")
                        .flatMap(
                                node ->
                                        values.word(
                                                node,
                                                "disruption",
                                                List.of("idle", "never", "stop_guests")))
                        .map(PlayReader::mode)
                        .orElse(Policy.Mode.IDLE);
        return new Policy(mode, allowed("reboot", mode), allowed("power_off", mode));
    }

    private static Policy.Mode mode(String word) {
        return switch (word) {
            case "never" -> Policy.Mode.NEVER;
            case "stop_guests" -> Policy.Mode.STOP_GUESTS;
            default -> Policy.Mode.IDLE;
        };
    }

    private boolean allowed(String key, Policy.Mode mode) {
        Optional<Node> node = value(key);
        boolean allowed = node.flatMap(it -> values.truth(it, key)).orElse(false);
        if (allowed && node.isPresent() && mode == Policy.Mode.NEVER) {
            diagnostics.error(
                    node.get().at(),
                    key + ": true contradicts disruption: never",
                    "remove one of the two");
        }
        return allowed;
    }

    private Optional<Play.Serial> serial(Node node) {
        Optional<Node.Scalar> scalar = PlaybookReader.scalar(node);
        if (scalar.isPresent()) {
            Matcher matcher = SERIAL.matcher(scalar.get().text());
            if (matcher.matches()) {
                int number = Integer.parseInt(matcher.group(1));
                boolean percent = !matcher.group(2).isEmpty();
                if (number >= 1 && (!percent || number <= 100)) {
                    return Optional.of(new Play.Serial(number, percent));
                }
            }
        }
        values.wrong(node, "serial", "a number of at least 1, or a share such as 25%");
        return Optional.empty();
    }

    private OptionalInt maxFailures() {
        Optional<Node> node = value("max_failures");
        return node.isPresent()
                ? values.number(node.get(), "max_failures", 0, Integer.MAX_VALUE)
                : OptionalInt.empty();
    }

    private void unknown(Node.Scalar key) {
        String name = key.text();
        if (STEPS_OF_ANSIBLE.contains(name)) {
            ansible(key, "a playbook states what should be true; the steps are derived from that");
        } else if (SETTINGS_OF_ANSIBLE.contains(name)) {
            ansible(
                    key,
                    "how a machine is reached stands in the inventory (ansible_* variables) or on"
                            + " the command line");
        } else if (OTHERS_OF_ANSIBLE.contains(name)) {
            ansible(key, "remove it; known here: " + String.join(", ", KEYS));
        } else {
            values.unknownKey(key, "a play", KEYS);
        }
    }

    private void ansible(Node.Scalar key, String help) {
        diagnostics.error(
                key.at(), "'" + key.text() + "' is Ansible's and has no meaning here", help);
    }
}
