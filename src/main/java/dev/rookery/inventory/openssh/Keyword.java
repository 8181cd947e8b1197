package dev.rookery.inventory.openssh;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The keywords of ssh_config(5) that say where a server is, who logs in there and whom to believe.
/// All others mean nothing here.
public enum Keyword {
    STRICT_HOST_KEY_CHECKING("StrictHostKeyChecking", Arity.ONE),
    USER_KNOWN_HOSTS_FILE("UserKnownHostsFile", Arity.SEVERAL),
    CONNECT_TIMEOUT("ConnectTimeout", Arity.ONE),
    PROXY_JUMP("ProxyJump", Arity.ONE),
    HOST_NAME("HostName", Arity.ONE),
    USER("User", Arity.ONE),
    PORT("Port", Arity.ONE),
    IDENTITY_FILE("IdentityFile", Arity.ONE),
    IDENTITIES_ONLY("IdentitiesOnly", Arity.ONE),
    HOST_KEY_ALIAS("HostKeyAlias", Arity.ONE),
    GLOBAL_KNOWN_HOSTS_FILE("GlobalKnownHostsFile", Arity.SEVERAL),
    PROXY_COMMAND("ProxyCommand", Arity.LINE),
    KNOWN_HOSTS_COMMAND("KnownHostsCommand", Arity.LINE),
    REVOKED_HOST_KEYS("RevokedHostKeys", Arity.ONE),
    CANONICALIZE_HOSTNAME("CanonicalizeHostname", Arity.ONE),
    BIND_ADDRESS("BindAddress", Arity.ONE),
    BIND_INTERFACE("BindInterface", Arity.ONE);

    /// How much of a line is the value.
    enum Arity {
        ONE,
        SEVERAL,
        /// All of it, with its quotes.
        LINE
    }

    private static final List<Keyword> UNDERSTOOD =
            Arrays.stream(values())
                    .filter(keyword -> keyword.compareTo(PROXY_COMMAND) < 0)
                    .toList();

    private final String text;
    private final Arity arity;

    Keyword(String text, Arity arity) {
        this.text = text;
        this.arity = arity;
    }

    /// The keyword that is written so; case does not matter.
    public static Optional<Keyword> of(String written) {
        return Arrays.stream(values())
                .filter(keyword -> keyword.text.equalsIgnoreCase(written))
                .findFirst();
    }

    /// Those that are done as they say; each other one stands for a way that we cannot take.
    public static List<Keyword> understood() {
        return UNDERSTOOD;
    }

    public boolean isUnderstood() {
        return UNDERSTOOD.contains(this);
    }

    Arity arity() {
        return arity;
    }

    @Override
    public String toString() {
        return text;
    }
}
