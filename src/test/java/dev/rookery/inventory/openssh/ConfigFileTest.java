package dev.rookery.inventory.openssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.diagnostic.Diagnostic;
import dev.rookery.diagnostic.Diagnostics;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a file says of a host, held against OpenSSH's own answer.
@Timeout(60)
class ConfigFileTest {
    private static final long SEED = 20261125;
    private static final List<String> HOSTS =
            List.of("a.example", "web1.lab", "bad.lab", "UPPER", "192.0.2.7");

    @TempDir Path directory;

    static List<String> files() {
        return List.of(
                "",
                "# nothing\n\n   # at all\n",
                "Host a.example\n  HostName=%h.inner\nHost *\n  User late\n",
                "User first\nHost *\n User second\n Port 2200\n Port 2201\n",
                "HOST a.* *.lab !bad.lab\n\tuser = root\n\tPORT=2222\n",
                "Host !bad.lab\n User nobody\nHost bad.lab\n User me\n",
                """
                Host web?.lab 192.0.2.*
                IdentityFile ~/.ssh/%r-%h
                IdentityFile "/k/a b"
                Host *
                IdentityFile /k/last # comment
                IdentitiesOnly yes
                """,
                "Host upper\n User wrong\nHost UPPER\n User right\n",
                "ProxyJump j1,me@j2:2222\nHost bad.lab\nProxyJump none\n",
                "Host bad.lab\nProxyJump none\nHost *\nProxyJump ssh://u@h:22\n",
                "Host bad.lab\nProxyCommand none\nHost *\nProxyJump bastion\n",
                "Host bad.lab\nProxyCommand nc \"%h\" %p\nHost *\nProxyJump bastion\n",
                "UserKnownHostsFile /a /b\\ c \"/d e\"\nStrictHostKeyChecking accept-new\n",
                "UserKnownHostsFile none\nGlobalKnownHostsFile /g\nStrictHostKeyChecking off\n",
                "ConnectTimeout 1m30\nHost *\nConnectTimeout 7\nHostKeyAlias other\n",
                "ConnectTimeout none\r\nUser crlf\r\n",
                "HostName 'x'\"y\"z\nUser a\\\"b\nHostKeyAlias \"# no comment\"\n",
                "HostName a#b\n",
                "HostName %%%h\n",
                "User a b\n",
                "User \"\"\n",
                "Port 0\n",
                "Port 65536\n",
                "Port\n",
                "StrictHostKeyChecking maybe\n",
                "IdentitiesOnly maybe\n",
                "ConnectTimeout -1\n",
                "HostName \"open\n",
                "Host\nUser x\n",
                "Host a \"b\nUser x\n",
                "ProxyJump a:0\n",
                "ProxyJump @a\n",
                "ProxyJump a,,b\n",
                "ProxyJump a:22:33\n",
                "ProxyJump ::1\n",
                "UserKnownHostsFile /a none\n",
                "IdentityFile a b\n",
                "HostName =  = a\n");
    }

    @ParameterizedTest
    @MethodSource("files")
    void saysWhatSshSays(String text) throws Exception {
        for (String host : HOSTS) {
            compare(text, host);
        }
    }

    @Test
    void saysWhatSshSaysOfFilesMadeAtRandom() throws Exception {
        Random random = new Random(SEED);
        for (int i = 0; i < 60; i++) {
            StringBuilder text = new StringBuilder();
            for (int lines = random.nextInt(8); lines >= 0; lines--) {
                text.append(line(random)).append('\n');
            }
            compare(text.toString(), pick(random, HOSTS));
        }
    }

    private static String line(Random random) {
        String keyword =
                pick(
                        random,
                        List.of(
                                "Host",
                                "host",
                                "HostName",
                                "User",
                                "port",
                                "IdentityFile",
                                "UserKnownHostsFile",
                                "StrictHostKeyChecking",
                                "HostKeyAlias",
                                "ConnectTimeout",
                                "IdentitiesOnly",
                                "Host",
                                "Host"));
        String between = pick(random, List.of(" ", "=", " = ", "\t", " =", "  "));
        StringBuilder line = new StringBuilder(pick(random, List.of("", " ", "\t")));
        line.append(keyword).append(between);
        int words = random.nextInt(5) == 0 ? 2 : 1;
        for (int i = 0; i < words; i++) {
            line.append(i == 0 ? "" : " ")
                    .append(
                            pick(
                                    random,
                                    List.of(
                                            "*",
                                            "!*.lab",
                                            "a.example",
                                            "?eb1.lab",
                                            "22",
                                            "yes",
                                            "\"a b\"",
                                            "'*'",
                                            "\"",
                                            "no",
                                            "#",
                                            "x#y",
                                            "\\\"",
                                            "\\\\",
                                            "a\\ b",
                                            "/k/%%h",
                                            "*.*",
                                            "7",
                                            "1h",
                                            "=")));
        }
        return line.append(pick(random, List.of("", " ", " # c", "\r"))).toString();
    }

    private static <T> T pick(Random random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private void compare(String text, String host) throws Exception {
        Path file = Files.writeString(directory.resolve("config"), text);
        Optional<Map<String, String>> expected = ssh(file, host);
        Diagnostics diagnostics = new Diagnostics();
        ConfigFile read = ConfigFile.parse("config", text, diagnostics);
        Map<String, String> said = said(read.settings(host), host, diagnostics);
        assertThat(diagnostics.isEmpty())
                .as("%s%nsays %s", text, diagnostics.all())
                .isEqualTo(expected.isPresent());
        expected.ifPresent(values -> assertThat(said).as(text + host).isEqualTo(values));
    }

    private static Map<String, String> said(
            Settings settings, String host, Diagnostics diagnostics) {
        Map<String, String> said = new TreeMap<>();
        for (Keyword keyword : Keyword.values()) {
            String value =
                    settings.every(keyword).stream()
                            .filter(one -> one.keyword() != Keyword.CONNECT_TIMEOUT)
                            .limit(keyword == Keyword.IDENTITY_FILE ? 100 : 1)
                            .map(one -> String.join(" ", one.words()))
                            .distinct()
                            .collect(Collectors.joining(" "));
            put(said, keyword, value);
        }
        settings.first(Keyword.HOST_NAME)
                .flatMap(name -> Tokens.hostName(name, host, diagnostics))
                .ifPresent(name -> put(said, Keyword.HOST_NAME, name));
        settings.first(Keyword.CONNECT_TIMEOUT)
                .flatMap(time -> Times.seconds(time.text()))
                .ifPresent(time -> put(said, Keyword.CONNECT_TIMEOUT, "" + time.toSeconds()));
        said.values().removeIf("none"::equals);
        said.remove("User", System.getProperty("user.name"));
        said.remove("ProxyCommand");
        said.remove("ProxyJump");
        settings.proxy()
                .filter(proxy -> !proxy.isNone())
                .ifPresent(
                        proxy ->
                                said.put(
                                        proxy.keyword() + "",
                                        proxy.text().replaceAll("^ssh://", "")));
        return said;
    }

    /// What differs only in its spelling is spelt as ssh spells it; its defaults are left out.
    private static void put(Map<String, String> into, Keyword keyword, String value) {
        String spelt =
                switch (keyword) {
                    case STRICT_HOST_KEY_CHECKING ->
                            value.replaceAll("(?i)^(no|off)$", "false")
                                    .replaceAll("(?i)^yes$", "true");
                    case IDENTITIES_ONLY ->
                            value.replaceAll("(?i)^(true|yes)$", "yes").replaceAll("^no$", "");
                    default -> value;
                };
        if (!spelt.isEmpty()) {
            into.put(keyword.toString(), spelt);
        }
    }

    /// ssh's own answer; nothing if it refuses the file.
    private static Optional<Map<String, String>> ssh(Path file, String host) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder("ssh", "-G", "-F", file.toString(), "--", host).start();
        } catch (IOException none) {
            Assumptions.abort("there is no ssh here: install openssh-client");
            throw none;
        }
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            return Optional.empty();
        }
        Map<String, String> said = new TreeMap<>();
        for (String line : out.split("\n", -1)) {
            int blank = line.indexOf(' ');
            Keyword.of(blank < 0 ? line : line.substring(0, blank))
                    .ifPresent(
                            keyword ->
                                    said.merge(
                                            keyword.toString(),
                                            line.substring(blank + 1),
                                            (a, b) -> a + " " + b));
        }
        return Optional.of(withoutDefaults(said, host));
    }

    private static Map<String, String> withoutDefaults(Map<String, String> said, String host) {
        said.values().removeIf(value -> value.matches("none|~/\\.ssh/id_rsa ~/.*"));
        said.remove("CanonicalizeHostname");
        said.remove("User", System.getProperty("user.name"));
        said.remove("Port", "22");
        said.remove("StrictHostKeyChecking", "ask");
        said.remove("IdentitiesOnly", "no");
        said.remove("HostName", host.toLowerCase(Locale.ROOT));
        said.values().removeIf(value -> value.endsWith("known_hosts2"));
        return said;
    }

    @Test
    void endsSoonWhateverTheFileHolds() {
        Random random = new Random(SEED);
        String spice = "\t\n\r \"'\\#=!*?%~,@:[]\0\u0085\u2028aHost ProxyJump Match";
        for (int i = 0; i < 3000; i++) {
            StringBuilder text = new StringBuilder(pick(random, files()));
            for (int edits = 1 + random.nextInt(6); edits > 0; edits--) {
                int at = random.nextInt(text.length() + 1);
                if (random.nextBoolean()) {
                    text.insert(at, spice.charAt(random.nextInt(spice.length())));
                } else {
                    text.delete(at, Math.min(text.length(), at + random.nextInt(5)));
                }
            }
            Diagnostics diagnostics = new Diagnostics();
            ConfigFile.parse("config", text.toString(), diagnostics).settings("a.example");
            diagnostics.all().forEach(ConfigFileTest::isPrintable);
        }
        HostPattern harmful = new HostPattern(List.of("*a".repeat(5000) + "b"));
        assertThat(harmful.matches("a".repeat(20_000))).isFalse();
    }

    private static void isPrintable(Diagnostic mistake) {
        assertThat(String.join("", mistake.lines()).chars().noneMatch(Character::isISOControl))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "Port   0; 1:8; Port cannot be '0'",
                "User a b # c; 1:8; User has one value only",
                "HostName \"x; 1:10; a quote is not closed",
                "ProxyJump a:0; 1:11; ProxyJump cannot be 'a:0'",
                "Host; 1:1; Host names no host",
            })
    void saysWhereAMistakeStands(String text, String place, String message) {
        Diagnostics diagnostics = new Diagnostics();
        ConfigFile.parse("config", text, diagnostics);
        assertThat(diagnostics.all()).hasSize(1);
        assertThat(diagnostics.all().getFirst().lines().getFirst())
                .isEqualTo("config:" + place + ": error: " + message);
    }

    @Test
    void keepsWhatStandsBehindAMistake() {
        Diagnostics diagnostics = new Diagnostics();
        ConfigFile read =
                ConfigFile.parse("c", "Port x\nCiphers what\nBogus\nUser me\nPort y", diagnostics);
        assertThat(diagnostics.all()).hasSize(2);
        assertThat(new ArrayList<>(read.settings("h").all()))
                .singleElement()
                .satisfies(setting -> assertThat(setting.text()).isEqualTo("me"));
    }
}
