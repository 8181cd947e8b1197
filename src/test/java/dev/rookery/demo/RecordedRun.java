package dev.rookery.demo;

import dev.rookery.facts.Observations;
import dev.rookery.facts.OsFamily;
import dev.rookery.plan.Task;
import dev.rookery.run.TaskScript;
import dev.rookery.shell.Script;
import dev.rookery.shell.ScriptFile;

import net.schmizz.sshj.connection.channel.direct.Session;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A whole run on a lab in a process of its own, so that its PATH can be another: probes every
/// machine, changes one, and says what was seen, each line headed by the machine's name.
final class RecordedRun {
    private static final String DROP_IN = "/etc/modprobe.d/zz-rookery.conf";
    private static final Script PROBE =
            ScriptFile.of("facts/say.sh", "facts/probe.sh", "resource/kvm/module/probe.sh");

    private RecordedRun() {}

    public static void main(String[] arguments) throws Exception {
        try (DemoLab lab = DemoLab.start(Map.of())) {
            for (String machine :
                    List.of("kvm-intel-01", "kvm-amd-01", "kvm-intel-02", "kvm-intel-03")) {
                try (LabClient client = LabClient.login(lab, machine)) {
                    say(machine, run(client, PROBE));
                }
            }
            try (LabClient client = LabClient.login(lab, "kvm-amd-01")) {
                change(client);
                say("after", run(client, PROBE));
            }
        }
        // Nothing may keep the program from ending: no thread of the lab is left.
    }

    private static void change(LabClient client) throws IOException {
        try (Session session = client.session()) {
            Session.Command holder = session.exec("exec /bin/sh -s");
            send(holder.getOutputStream(), TaskScript.lock(OsFamily.LINUX, "ann@desk", "r-1"));
            say("lock", List.of(line(holder)));
            Task persist =
                    new Task(
                            "resource/kvm/module/persist.sh",
                            Map.of(
                                    "path", DROP_IN,
                                    "before", "",
                                    "existed", "no",
                                    "content", "options kvm_amd nested=1\n"));
            say("persist", run(client, TaskScript.of(persist, "r-1")));
            Task reload =
                    new Task(
                            "resource/kvm/module/reload.sh",
                            Map.of(
                                    "unload", "kvm_amd",
                                    "load", "kvm_amd",
                                    "values", "kvm_amd nested 1",
                                    "drop_in", DROP_IN));
            say("reload", run(client, TaskScript.of(reload, "r-1")));
        }
    }

    private static List<String> run(LabClient client, Script script) throws IOException {
        LabClient.Said said = client.run("exec /bin/sh -s", text(script));
        if (!said.err().isEmpty()) {
            throw new IOException(said.err());
        }
        return said.out().lines().toList();
    }

    private static String text(Script script) {
        String values =
                script.parameters().entrySet().stream()
                        .map(e -> e.getKey() + "='" + e.getValue().replace("'", "'\\''") + "'\n")
                        .collect(Collectors.joining());
        return values
                + "root=$ROOKERY_ROOT LC_ALL=C; export LC_ALL; exec 3<&0\n"
                + "held() { while read -r _ <&3; do :; done; }\n"
                + "main() {\n"
                + script.text()
                + "\n}\nmain </dev/null\n";
    }

    private static void send(OutputStream to, Script script) throws IOException {
        to.write(text(script).getBytes(StandardCharsets.UTF_8));
        to.flush();
    }

    private static String line(Session.Command command) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = command.getInputStream().read();
                c > '\n';
                c = command.getInputStream().read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    private static void say(String head, List<String> lines) {
        for (String line : Observations.parse(lines).lines()) {
            System.out.println(head + " " + line);
        }
    }
}
