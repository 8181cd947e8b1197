package dev.rookery.connect.ssh;

import dev.rookery.secret.Secret;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Key files, each read and decrypted once: a passphrase is slow to try on purpose, and a fleet
/// shares few keys.
final class Keyring {
    private record Query(Path file, Optional<Secret> passphrase) {}

    private record Answer(List<Identity> identities, @Nullable UnusableKeyException unusable) {}

    private final ConcurrentMap<Query, Answer> answers = new ConcurrentHashMap<>();

    List<Identity> identities(Path file, Optional<Secret> passphrase) throws UnusableKeyException {
        Answer answer = answers.computeIfAbsent(new Query(file, passphrase), Keyring::read);
        if (answer.unusable() != null) {
            throw answer.unusable();
        }
        return answer.identities();
    }

    private static Answer read(Query query) {
        try {
            return new Answer(KeyFile.read(query.file()).identities(query.passphrase()), null);
        } catch (UnusableKeyException unusable) {
            return new Answer(List.of(), unusable);
        }
    }
}
