package dev.rookery.connect.winrm.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rookery.connect.ConnectionException;
import dev.rookery.connect.ConnectionException.Reason;
import dev.rookery.secret.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/// Keys as OpenSSL writes them.
class PrivateKeyFileTest {
    private static final Optional<Secret> PASSPHRASE = Optional.of(new Secret("päss phrase"));

    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource({
        "RSA, genrsa -traditional -out KEY 2048",
        "RSA, genpkey -algorithm RSA -out KEY",
        "EC, ecparam -name secp384r1 -genkey -noout -out KEY",
        "EC, ecparam -name prime256v1 -genkey -out KEY",
        "EC, genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out KEY",
        "EdDSA, genpkey -algorithm ED25519 -out KEY",
    })
    void keysOfManyKindsAreRead(String algorithm, String openssl) throws Exception {
        Path file = openssl(openssl);
        PrivateKey key = PrivateKeyFile.read(file, Optional.empty());
        assertThat(key.getAlgorithm()).isEqualTo(algorithm);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-v2 aes-256-cbc",
                "-v2 aes-128-cbc -v2prf hmacWithSHA512",
                "-v1 PBE-SHA1-3DES",
            })
    void anEncryptedKeyIsReadWithItsPassphrase(String how) throws Exception {
        Path plain = openssl("genpkey -algorithm RSA -out KEY");
        Path encrypted = directory.resolve("encrypted.pem");
        Path passphrase = Files.writeString(directory.resolve("pass"), "secret");
        run(
                ("pkcs8 -topk8 -in "
                        + plain
                        + " -out "
                        + encrypted
                        + " "
                        + how
                        + " -passout file:"
                        + passphrase));
        Optional<Secret> right = Optional.of(new Secret("secret"));
        assertThat(PrivateKeyFile.read(encrypted, right).getEncoded())
                .isEqualTo(PrivateKeyFile.read(plain, Optional.empty()).getEncoded());
        refused(encrypted, Optional.of(new Secret("wrong")), "passphrase");
        refused(encrypted, Optional.empty(), "rookery_winrm_cert_key_passphrase");
    }

    @Test
    void theOldWayOfEncryptionIsRefusedWithACommand() throws Exception {
        Path file = Files.writeString(directory.resolve("old.pem"), OLD);
        refused(file, PASSPHRASE, "openssl pkcs8 -topk8");
    }

    private static final String OLD =
            """
            -----BEGIN RSA PRIVATE KEY-----
            Proc-Type: 4,ENCRYPTED
            DEK-Info: AES-256-CBC,00

            AAAA
            -----END RSA PRIVATE KEY-----
            """;

    @Test
    void aFileWithoutAKeySaysSo() throws Exception {
        Path file = Files.writeString(directory.resolve("none.pem"), "nothing");
        refused(file, Optional.empty(), "PEM");
        refused(directory.resolve("missing.pem"), Optional.empty(), "PEM");
    }

    @Test
    void noFileMakesItFailInAnotherWay() throws Exception {
        Random random = new Random(20261125);
        byte[] der = new byte[200];
        for (int i = 0; i < 300; i++) {
            random.nextBytes(der);
            der[0] = 0x30;
            der[1] = (byte) 0x81;
            String label = i % 2 == 0 ? "RSA PRIVATE KEY" : "EC PRIVATE KEY";
            byte[] part = Arrays.copyOf(der, random.nextInt(der.length));
            Path file =
                    Files.writeString(directory.resolve("x.pem"), TestAuthority.pem(label, part));
            refused(file, Optional.empty(), "openssl");
        }
    }

    private static void refused(Path file, Optional<Secret> passphrase, String remedy) {
        assertThatThrownBy(() -> PrivateKeyFile.read(file, passphrase))
                .isInstanceOfSatisfying(
                        ConnectionException.class,
                        unusable -> {
                            assertThat(unusable.reason()).isEqualTo(Reason.CREDENTIALS);
                            assertThat(unusable.getMessage() + unusable.remedy()).contains(remedy);
                        });
    }

    private Path openssl(String arguments) throws Exception {
        Path key = directory.resolve("key.pem");
        run(arguments.replace("KEY", key.toString()));
        return key;
    }

    private static void run(String arguments) throws Exception {
        Process process;
        try {
            process =
                    new ProcessBuilder(("openssl " + arguments).split(" ", -1))
                            .redirectErrorStream(true)
                            .start();
        } catch (IOException missing) {
            assumeTrue(false, "no openssl here");
            return;
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeTrue(process.waitFor() == 0, () -> "this openssl cannot: " + said);
    }
}
