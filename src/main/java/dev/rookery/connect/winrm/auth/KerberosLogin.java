package dev.rookery.connect.winrm.auth;

import dev.rookery.secret.Secret;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.kerberos.KerberosTicket;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;

/// Gets the user's ticket: out of the cache, or with a password from the KDC. It is kept for as
/// long as it lasts, so that many connections ask for one once.
///
/// Its JAAS configuration is an object of its own: no file, and nothing that the process shares.
/// Only `krb5.conf` is the whole process'.
final class KerberosLogin {
    private static final String MODULE = "com.sun.security.auth.module.Krb5LoginModule";

    /// A ticket that ends sooner is not used: the service's clock may be ahead of ours.
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private final Optional<String> user;
    private final Optional<Secret> password;
    private final Optional<String> cacheName;
    private Optional<Subject> subject = Optional.empty();

    /// @param cacheName what `KRB5CCNAME` says
    KerberosLogin(Optional<String> user, Optional<Secret> password, Optional<String> cacheName) {
        this.user = user;
        this.password = password;
        this.cacheName = cacheName;
    }

    /// The user, with a ticket.
    synchronized Subject subject() throws HandshakeException {
        if (subject.isEmpty() || !isFresh(subject.get())) {
            subject = Optional.of(login());
        }
        return subject.get();
    }

    private static boolean isFresh(Subject subject) {
        Instant soon = Instant.now().plus(MARGIN);
        return subject.getPrivateCredentials(KerberosTicket.class).stream()
                .filter(ticket -> ticket.getServer().getName().startsWith("krbtgt/"))
                .anyMatch(ticket -> !ticket.isDestroyed() && isLater(ticket, soon));
    }

    private static boolean isLater(KerberosTicket ticket, Instant time) {
        Date end = ticket.getEndTime();
        return end != null && end.toInstant().isAfter(time);
    }

    private Subject login() throws HandshakeException {
        if (user.filter(name -> name.indexOf('\\') >= 0).isPresent()) {
            throw new HandshakeException(
                    "Kerberos knows no user " + user.get(), "write user@REALM");
        }
        Map<String, String> options = options();
        try {
            LoginContext context =
                    new LoginContext("rookery", null, this::answer, new Only(options));
            context.login();
            return context.getSubject();
        } catch (LoginException failed) {
            throw KerberosFailure.explain(failed, "krbtgt");
        }
    }

    private Map<String, String> options() throws HandshakeException {
        Map<String, String> options = new HashMap<>();
        options.put("isInitiator", "true");
        user.ifPresent(name -> options.put("principal", name));
        if (password.isEmpty()) {
            options.put("useTicketCache", "true");
            options.put("doNotPrompt", "true");
            TicketCache.named(cacheName)
                    .file()
                    .ifPresent(file -> options.put("ticketCache", file.toString()));
        }
        return options;
    }

    private void answer(Callback[] questions) {
        for (Callback question : questions) {
            switch (question) {
                case NameCallback name -> name.setName(user.orElse(""));
                case PasswordCallback asked ->
                        asked.setPassword(password.map(Secret::reveal).orElse("").toCharArray());
                default -> {
                    // Nothing else is asked; what stays unanswered fails the login.
                }
            }
        }
    }

    /// A configuration with this one module.
    private static final class Only extends Configuration {
        private final Map<String, String> options;

        Only(Map<String, String> options) {
            this.options = options;
        }

        @Override
        public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
            return new AppConfigurationEntry[] {
                new AppConfigurationEntry(MODULE, LoginModuleControlFlag.REQUIRED, options)
            };
        }
    }
}
