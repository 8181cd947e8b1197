package dev.rookery.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.diagnostic.Diagnostic;
import dev.rookery.diagnostic.Diagnostics;
import dev.rookery.inventory.ConnectionDefaults;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/// Whatever the files hold, reading them ends soon, with an input or with what is wrong.
@Timeout(60)
class FuzzTest {
    private static final long SEED = 20261125;
    private static final String SPICE =
            "\t\n\r:-[]{}'\"#&*!|>%@`,? ~<=\\\0\u0085\u2028\uFEFF\u202Eä漢";

    @TempDir Path folder;

    @Test
    void cutAtManyBytes() throws IOException {
        // Every byte takes a while: the property for when the reader was changed.
        int step = Boolean.getBoolean("rookery.fuzz.all") ? 1 : 3;
        for (Path sample : samples()) {
            byte[] whole = Files.readAllBytes(sample);
            for (int length = 0; length < whole.length; length += step) {
                read(Arrays.copyOf(whole, length));
            }
        }
    }

    @Test
    void changedAtRandom() throws IOException {
        Random random = new Random(SEED);
        List<Path> samples = samples();
        for (int i = 0; i < 1000; i++) {
            byte[] bytes = Files.readAllBytes(samples.get(random.nextInt(samples.size())));
            String text = new String(bytes, StandardCharsets.UTF_8);
            StringBuilder changed = new StringBuilder(text);
            for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
                int at = random.nextInt(changed.length() + 1);
                switch (random.nextInt(3)) {
                    case 0 -> changed.insert(at, SPICE.charAt(random.nextInt(SPICE.length())));
                    case 1 ->
                            changed.delete(at, Math.min(changed.length(), at + random.nextInt(9)));
                    default -> {
                        int from = random.nextInt(text.length());
                        int to = Math.min(text.length(), from + random.nextInt(30));
                        changed.insert(at, text, from, to);
                    }
                }
            }
            byte[] raw = changed.toString().getBytes(StandardCharsets.UTF_8);
            if (raw.length > 0 && random.nextInt(4) == 0) {
                raw[random.nextInt(raw.length)] = (byte) random.nextInt(256);
            }
            read(raw);
        }
    }

    @Test
    void madeToDoHarm() throws IOException {
        StringBuilder laughs = new StringBuilder("a0: &a0 {x: y}\n");
        for (int i = 1; i < 30; i++) {
            laughs.append(
                    "a%d: &a%d {hosts: *a%d, children: *a%d}\n".formatted(i, i, i - 1, i - 1));
        }
        assertThat(said(laughs.toString()))
                .contains("the aliases of this file stand for more than");
        assertThat(said("[".repeat(10_000))).contains("nested deeper than 50 levels");
        assertThat(said("{a: ".repeat(10_000))).contains("nested deeper than 50 levels");
        assertThat(said("- ".repeat(10_000))).contains("nested deeper than 50 levels");
        assertThat(said("? ".repeat(10_000))).contains("nested deeper than 50 levels");
        assertThat(said("&a [*a]")).contains("stands inside itself");
        assertThat(said("all: {hosts: {'n[1:999999999]': }}")).contains("is no name and no range");
        assertThat(said("a: 'x\\".repeat(1000))).isNotEmpty();
        assertThat(said("\"\\UFFFFFFFF\"")).isNotEmpty();
        assertThat(said("%YAML 99999999999.1\n---\na: 1")).isNotEmpty();
        assertThat(said("x".repeat(500_000))).isNotEmpty();
        assertThat(said("ansible_password: \"" + "\\\\x".repeat(200_000))).isNotEmpty();
        assertThat(said("x".repeat(3 * 1024 * 1024 + 1))).contains("larger than 3 MiB");
        assertThat(said("[" + "a,".repeat(200_000) + "]")).isNotEmpty();
        StringBuilder chain = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            chain.append("g%d: {children: {g%d: }}\n".formatted(i, i + 1));
        }
        assertThat(said(chain.toString())).contains("groups are nested deeper than 100 levels");
    }

    private static List<Path> samples() throws IOException {
        List<Path> samples = new ArrayList<>();
        for (String folder : List.of("inventory", "playbooks", "examples")) {
            try (Stream<Path> files = Files.list(Path.of(folder))) {
                files.sorted().forEach(samples::add);
            }
        }
        samples.add(
                Path.of("src/test/resources/dev/rookery/playbook/mistakes/topology/inventory.yml"));
        return samples;
    }

    private String said(String text) throws IOException {
        return String.join("\n", read(text.getBytes(StandardCharsets.UTF_8)));
    }

    /// Reads the bytes as an inventory and as a playbook; answers what was said of them.
    private List<String> read(byte[] bytes) throws IOException {
        Path file = folder.resolve("file.yml");
        Files.write(file, bytes);
        Path inventory = folder.resolve("sound.yml");
        Files.writeString(inventory, "kvm: {hosts: {kvm-01: }}");
        List<String> lines = new ArrayList<>();
        for (List<Path> pair : List.of(List.of(file, file), List.of(inventory, file))) {
            Diagnostics diagnostics = new Diagnostics();
            Optional<Input> input =
                    Input.read(
                            List.of(pair.getFirst()),
                            pair.getLast(),
                            List.of(),
                            ConnectionDefaults.none(),
                            diagnostics);
            assertThat(input.isPresent()).isEqualTo(diagnostics.isEmpty());
            diagnostics.all().stream().map(Diagnostic::lines).forEach(lines::addAll);
        }
        assertThat(String.join("", lines).chars().noneMatch(Character::isISOControl)).isTrue();
        return lines;
    }
}
