package dev.rookery.cli;

import dev.rookery.demo.DemoLab;
import dev.rookery.run.Patience;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/// `rookery demo`: a whole lab inside the process.
@Command(
        name = "demo",
        description =
                "Plan, apply and plan again on a lab inside this process; touches no machine.")
final class DemoCommand implements Callable<ExitCode> {
    /// A simulated machine is back sooner than a real one.
    private static final Patience PATIENCE =
            new Patience(Duration.ofMillis(200), Duration.ofMinutes(3), Duration.ofMinutes(1));

    private final Workplace workplace;

    @Option(
            names = "--keep",
            description = "Leave the lab up until Ctrl-C, with an inventory to play with.")
    boolean keep;

    DemoCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public ExitCode call() throws BadInputException, IOException {
        DemoLab lab;
        try {
            lab = DemoLab.start(workplace.terminal().environment());
        } catch (InterruptedIOException ending) {
            return ExitCode.INTERRUPTED;
        }
        lab.about().forEach(this::say);
        say("");
        return keep ? keepUp(lab) : show(lab);
    }

    private ExitCode show(DemoLab lab) throws BadInputException {
        PlaybookOptions given = new PlaybookOptions();
        given.playbook = lab.playbook();
        given.diff = true;
        given.fleet.inventory.add(lab.inventory());
        Job job = new Workplace(workplace.terminal(), workplace.access(), PATIENCE).job(given);
        step("rookery plan --diff", lab.playbook());
        var plan = job.plan();
        job.report().plan(plan, job.guestOf());
        step("rookery apply --yes", lab.playbook());
        ExitCode applied = ExitCode.ofOutcomes(job.apply(plan));
        if (job.interruption().isRequested()) {
            return ExitCode.INTERRUPTED;
        }
        step("rookery plan", lab.playbook());
        job.report().plan(job.plan(), job.guestOf());
        say("");
        say("Now try it yourself:");
        say(
                "  ./rookery demo --keep                leaves such a lab up, and says how to reach"
                        + " it");
        say("  ./rookery plan --help                on machines of yours: it changes nothing");
        return applied == ExitCode.BLOCKED ? ExitCode.OK : applied;
    }

    private void step(String command, Path playbook) {
        say("");
        say("$ " + command + " " + playbook.getFileName() + " -i inventory.yml");
        say("");
    }

    private ExitCode keepUp(DemoLab lab) {
        String files = lab.playbook() + " -i " + lab.inventory();
        say("  inventory  " + lab.inventory());
        say("  playbook   " + lab.playbook());
        say("");
        say("From another terminal:");
        say("  ./rookery plan " + files + " --diff");
        say("  ./rookery apply " + files);
        say("  ./rookery verify " + files);
        say("  ./rookery facts -i " + lab.inventory());
        say("  ./rookery doctor -i " + lab.inventory());
        say("");
        say("Ctrl-C ends the lab and removes it.");
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
        return ExitCode.OK;
    }

    private void say(String line) {
        workplace.terminal().out().println(line);
    }
}
