package dev.rookery.run;

import dev.rookery.connect.Carrier;
import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;
import dev.rookery.facts.Fact;
import dev.rookery.facts.Observations;
import dev.rookery.inventory.Machine;
import dev.rookery.plan.Failure;
import dev.rookery.resource.GuestSight;
import dev.rookery.shell.ShellException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// One machine in a run: the connection to it, which stays open for its guests, and its lock.
final class Site implements AutoCloseable {
    private static final Duration LOCKING = Duration.ofMinutes(1);

    private final Machine machine;
    private final Optional<Site> parent;
    private final List<Machine> guests;
    private final Access access;
    private final Prober prober;
    private @Nullable Session session;
    private @Nullable MachineLock lock;
    private volatile @Nullable Probed seen;

    /// @param parent the site of the machine that it is a guest of
    /// @param guests those of the run that are its guests
    Site(
            Machine machine,
            Optional<Site> parent,
            List<Machine> guests,
            Access access,
            Prober prober) {
        this.machine = machine;
        this.parent = parent;
        this.guests = List.copyOf(guests);
        this.access = access;
        this.prober = prober;
    }

    Machine machine() {
        return machine;
    }

    Optional<Site> parent() {
        return parent;
    }

    List<Machine> guests() {
        return guests;
    }

    /// The session on the machine, which is opened if there is none yet.
    synchronized Session session() throws ConnectionException {
        if (session == null) {
            session = open();
        }
        return session;
    }

    /// Another session on the machine, for who asks for it.
    Session open() throws ConnectionException {
        return access.open(machine, parent);
    }

    /// Looks at the machine and says so.
    Probed observe(Consumer<Event> events) {
        long start = System.nanoTime();
        Probed probed = observe();
        events.accept(
                switch (probed) {
                    case Probed.Seen(String name, _) ->
                            new Event.Probed(name, Duration.ofNanos(System.nanoTime() - start));
                    case Probed.Unseen(String name, Failure why) -> new Event.NotProbed(name, why);
                });
        return probed;
    }

    /// Looks at the machine over a session of its own.
    Probed observe(Session over) {
        return prober.probe(machine, over.shell());
    }

    /// Ends the session, so that the next one who needs it opens another.
    synchronized void forget() {
        if (session != null && lock == null) {
            session.close();
            session = null;
        }
    }

    /// Looks at the machine.
    Probed observe() {
        try {
            seen = observe(session());
        } catch (ConnectionException unreachable) {
            seen = new Probed.Unseen(machine.name(), Failures.of(unreachable));
        }
        return seen;
    }

    private synchronized GuestSight sight(Machine.GuestOf guest) throws ConnectionException {
        Probed known = seen == null ? observe() : seen;
        return switch (known) {
            case Probed.Seen(String _, Observations observed) ->
                    prober.resources().sight(guest.guestName(), observed);
            case Probed.Unseen(String _, Failure failure) ->
                    throw new ConnectionException(
                            Reason.UNREACHABLE,
                            "its parent %s was not seen: %s"
                                    .formatted(machine.name(), failure.message()),
                            failure.remedy());
        };
    }

    /// What a guest of the machine is told from others by there.
    String idOf(Machine.GuestOf guest) throws ConnectionException {
        return switch (sight(guest).id()) {
            case Fact.Known<String>(String id) -> id;
            case Fact.Unknown<String>(String reason) ->
                    throw new ConnectionException(
                            Reason.UNREACHABLE,
                            "its parent %s cannot tell which guest it is: %s"
                                    .formatted(machine.name(), reason),
                            "see that %s is there, and once only; guest_name: says another name, or its Id"
                                    .formatted(guest.guestName()));
        };
    }

    /// Where a guest of the machine can be reached from it.
    String addressOf(Machine.GuestOf guest) throws ConnectionException {
        Fact<List<String>> addresses = sight(guest).addresses();
        String why =
                switch (addresses) {
                    case Fact.Known<List<String>>(List<String> all) when !all.isEmpty() -> "";
                    case Fact.Known<List<String>> _ -> "it has none yet";
                    case Fact.Unknown<List<String>>(String reason) -> reason;
                };
        return addresses
                .ifKnown()
                .flatMap(all -> all.stream().findFirst())
                .orElseThrow(
                        () ->
                                new ConnectionException(
                                        Reason.UNREACHABLE,
                                        "its parent "
                                                + machine.name()
                                                + " does not know its address: "
                                                + why,
                                        "set its ansible_host"));
    }

    /// What carries connections to the machine's guests.
    Carrier carrier() throws ConnectionException {
        return session()
                .carrier()
                .orElseThrow(
                        () ->
                                new ConnectionException(
                                        Reason.UNREACHABLE,
                                        "its parent " + machine.name() + " carries no connections",
                                        "set its ansible_host"));
    }

    /// Takes the machine for the run, unless the run has it already.
    ///
    /// @return why it cannot be had
    synchronized Optional<Failure> lock(RunRecord record)
            throws ConnectionException, ShellException {
        if (lock != null) {
            return Optional.empty();
        }
        MachineLock asked = session().lock(record.owner(), record.id(), LOCKING);
        Optional<Failure> refusal = TaskAnswer.failure(asked.answer()).map(this::refused);
        if (refusal.isPresent()) {
            asked.close();
        } else {
            lock = asked;
        }
        return refusal;
    }

    private Failure refused(Failure why) {
        return new Failure(
                why.kind(),
                "%s cannot be taken for this run: %s".formatted(machine.name(), why.message()),
                "if another run has it, apply again when that has ended; one that was killed gives"
                        + " it back by itself, on Windows at the time that is named");
    }

    /// The machine was away: a new session is the one from here on, and the lock must be taken
    /// again.
    synchronized void isBack(Session again) {
        session = again;
        lock = null;
    }

    @Override
    public synchronized void close() {
        if (lock != null) {
            lock.close();
            lock = null;
        }
        if (session != null) {
            session.close();
            session = null;
        }
    }
}
