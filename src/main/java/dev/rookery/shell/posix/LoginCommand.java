package dev.rookery.shell.posix;

import dev.rookery.shell.Become;

import java.util.Optional;

/// The one command line that the machine's login shell is given: constants, a random number and a
/// user's name, in words that sh, csh and fish read alike.
final class LoginCommand {
    /// Says that it is there, and becomes the shell that reads the script, if the first line of
    /// standard input is still the one that was sent: a startup file of the login shell may have
    /// read some of it, and the rest must not run. `read` takes a byte at a time, so that nothing
    /// is missing from the rest.
    private static final String WRAPPER =
            "echo; echo \"$0-ready\"; IFS= read -r line && [ \"$line\" = \"$0-go\" ]"
                    + " && LC_ALL=C && export LC_ALL && exec /bin/sh -s \"$0\" \"${1:-$$}\";"
                    + " echo; echo \"$0-damaged\"";

    /// Runs the wrapper (`$1`) as another user (`$2`). Where the demo's root is set there is no
    /// sudo: it would leave that root and touch the real machine.
    private static final String SUDO =
            "PATH=$PATH:/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin;"
                    + " LC_ALL=C; export PATH LC_ALL;"
                    + " if [ -z \"$ROOKERY_ROOT\" ] && command -v sudo >/dev/null;"
                    + " then exec sudo -H \"$3\" -p \"$0-password\" -u \"$2\" --"
                    + " /bin/sh -c \"$1\" \"$0\" \"$$\"; fi;"
                    + " echo; echo \"$0-nosudo\"";

    private LoginCommand() {}

    static String of(Markers markers, Optional<Become> become) {
        if (become.isEmpty()) {
            return shell(WRAPPER) + " " + markers.mark();
        }
        // -S: the password comes on standard input. -n: sudo must not ask.
        String asking = become.get().password().isPresent() ? "-S" : "-n";
        return String.join(
                " ",
                shell(SUDO),
                markers.mark(),
                Quoting.constant(WRAPPER),
                Quoting.constant(become.get().user()),
                asking);
    }

    private static String shell(String program) {
        return "exec /bin/sh -c " + Quoting.constant(program);
    }
}
