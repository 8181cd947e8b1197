package dev.rookery.resource.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.facts.Fact;
import dev.rookery.resource.libvirt.DomainXml.FeaturePolicy;
import dev.rookery.resource.libvirt.DomainXml.Mode;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Edits each domain of a corpus: shapes that libvirt and what manages it write, and some that only
/// XML allows. What is not ours must be the same afterwards, and a second edit must find nothing to
/// do.
class DomainEditTest {
    private static final Path CORPUS =
            Path.of("src/test/resources/dev/rookery/resource/libvirt/corpus");

    /// What an edit may touch: paths of elements.
    private static final Set<String> OURS =
            Set.of(
                    "/domain/memory",
                    "/domain/currentMemory",
                    "/domain/vcpu",
                    "/domain/cpu",
                    "/domain/features/hyperv",
                    "/domain/clock/timer[hypervclock]");

    private static final Map<String, Consumer<DomainEdit>> EDITS =
            Map.of(
                    "svm on", edit -> edit.cpu(Optional.empty(), "svm", Optional.of(true)),
                    "svm off", edit -> edit.cpu(Optional.empty(), "svm", Optional.of(false)),
                    "vmx on", edit -> edit.cpu(Optional.empty(), "vmx", Optional.of(true)),
                    "host-model",
                            edit -> edit.cpu(Optional.of("host-model"), "svm", Optional.of(true)),
                    "EPYC", edit -> edit.cpu(Optional.of("EPYC"), "svm", Optional.of(true)),
                    "host",
                            edit ->
                                    edit.cpu(
                                            Optional.of("host-passthrough"),
                                            "svm",
                                            Optional.empty()),
                    "memory", edit -> edit.memory(6L << 30),
                    "vcpus", edit -> edit.vcpus(2),
                    "hyperv", edit -> edit.hyperv(HypervFeature.nested(false)),
                    "all",
                            edit -> {
                                edit.cpu(Optional.of("maximum"), "vmx", Optional.of(true));
                                edit.memory(3L << 30);
                                edit.vcpus(1);
                                edit.hyperv(HypervFeature.nested(true));
                            });

    private static final Map<String, BiConsumer<DomainXml, DomainXml>> RESULTS =
            Map.of(
                    "svm on", (was, is) -> shown(was, is, "svm"),
                    "svm off", (was, is) -> hidden(is, "svm"),
                    "vmx on", (was, is) -> shown(was, is, "vmx"),
                    "host-model",
                            (was, is) -> {
                                assertThat(is.mode()).isEqualTo(Mode.HOST_MODEL);
                                assertThat(is.model()).isEmpty();
                                shown(is, is, "svm");
                            },
                    "EPYC",
                            (was, is) -> {
                                assertThat(is.modeWords()).isEqualTo("EPYC");
                                shown(is, is, "svm");
                            },
                    "host", (was, is) -> assertThat(is.modeWords()).isEqualTo("host-passthrough"),
                    "memory",
                            (was, is) -> {
                                assertThat(is.memoryBytes()).contains(6L << 30);
                                assertThat(is.currentMemoryBytes()).contains(6L << 30);
                            },
                    "vcpus", (was, is) -> assertThat(is.vcpus()).contains(2),
                    "hyperv",
                            (was, is) ->
                                    assertThat(
                                                    HypervFeature.missing(
                                                            is, HypervFeature.nested(false)))
                                            .isEmpty(),
                    "all",
                            (was, is) -> {
                                assertThat(is.modeWords()).isEqualTo("maximum");
                                shown(is, is, "vmx");
                                assertThat(is.memoryBytes()).contains(3L << 30);
                                assertThat(is.vcpus()).contains(1);
                                assertThat(HypervFeature.missing(is, HypervFeature.nested(true)))
                                        .isEmpty();
                            });

    /// An existing CPU keeps its mode and model; one that nobody chose becomes the host's.
    private static void shown(DomainXml was, DomainXml is, String feature) {
        boolean chosen = was.mode() != Mode.DEFAULT;
        assertThat(is.modeWords()).isEqualTo(chosen ? was.modeWords() : "host-passthrough");
        assertThat(is.features(feature)).hasSizeLessThan(2);
        if (is.mode() == Mode.HOST) {
            assertThat(is.feature(feature)).isIn(FeaturePolicy.NOTHING, FeaturePolicy.ON);
        } else {
            assertThat(is.feature(feature)).isEqualTo(FeaturePolicy.ON);
        }
    }

    private static void hidden(DomainXml is, String feature) {
        switch (is.mode()) {
            case DEFAULT -> assertThat(is.features(feature)).isEmpty();
            case CUSTOM ->
                    assertThat(is.feature(feature)).isIn(FeaturePolicy.NOTHING, FeaturePolicy.OFF);
            case HOST, HOST_MODEL -> assertThat(is.feature(feature)).isEqualTo(FeaturePolicy.OFF);
        }
    }

    private static DomainXml read(Path file) throws IOException {
        return read(Files.readString(file));
    }

    private static DomainXml read(String text) {
        return switch (DomainXml.read(text.lines().toList())) {
            case Fact.Known<DomainXml>(DomainXml domain) -> domain;
            case Fact.Unknown<DomainXml>(String reason) -> throw new AssertionError(reason);
        };
    }

    private static List<Path> corpus() throws IOException {
        try (Stream<Path> files = Files.list(CORPUS)) {
            return files.filter(file -> file.toString().endsWith(".xml")).sorted().toList();
        }
    }

    @Test
    void theCorpusIsLargeEnough() throws IOException {
        assertThat(corpus()).hasSizeGreaterThanOrEqualTo(60);
    }

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(
            resources = "/dev/rookery/resource/libvirt/corpus/expected.csv",
            numLinesToSkip = 1)
    void reads(
            String file,
            Mode mode,
            String cpu,
            FeaturePolicy svm,
            FeaturePolicy vmx,
            long memory,
            long current,
            int vcpus,
            int most,
            boolean windows)
            throws IOException {
        DomainXml domain = read(CORPUS.resolve(file + ".xml"));
        assertThat(domain.mode()).isEqualTo(mode);
        assertThat(domain.modeWords()).isEqualTo(cpu);
        assertThat(domain.feature("svm")).isEqualTo(svm);
        assertThat(domain.feature("vmx")).isEqualTo(vmx);
        assertThat(domain.memoryBytes().orElseThrow() >> 10).isEqualTo(memory);
        assertThat(domain.currentMemoryBytes().orElseThrow() >> 10).isEqualTo(current);
        assertThat(domain.vcpus()).contains(vcpus);
        assertThat(domain.mostVcpus()).contains(most);
        assertThat(domain.isWindows()).isEqualTo(windows);
    }

    @TestFactory
    Stream<DynamicTest> edits() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path file : corpus()) {
            DomainXml was = read(file);
            EDITS.keySet().stream()
                    .sorted()
                    .forEach(
                            name ->
                                    tests.add(
                                            DynamicTest.dynamicTest(
                                                    file.getFileName() + ", " + name,
                                                    () -> edits(was, name))));
        }
        return tests.stream();
    }

    private static void edits(DomainXml was, String name) {
        Consumer<DomainEdit> change = Objects.requireNonNull(EDITS.get(name));
        DomainEdit edit = new DomainEdit(was);
        change.accept(edit);
        DomainXml is = read(edit.text());

        Objects.requireNonNull(RESULTS.get(name)).accept(was, is);
        assertThat(foreign(is.root(), "")).isEqualTo(foreign(was.root(), ""));
        assertThat(replaced(was.document().text(), edit.hunk())).isEqualTo(edit.text());
        DomainEdit again = new DomainEdit(is);
        change.accept(again);
        assertThat(again.hunk().isEmpty()).isTrue();
        assertThat(again.text()).isEqualTo(edit.text());
    }

    /// What is not ours, element by element: names, attributes and words; a place that only an edit
    /// made is left out.
    private static List<String> foreign(XmlElement element, String above) {
        String path = above + "/" + element.name();
        String timer = path + "[" + element.attribute("name").orElse("") + "]";
        if (element.namespace().isEmpty() && (OURS.contains(path) || OURS.contains(timer))) {
            return List.of();
        }
        List<String> all = new ArrayList<>();
        element.children().forEach(child -> all.addAll(foreign(child, path)));
        boolean made = path.equals("/domain/features") || path.equals("/domain/clock");
        String words = element.words().strip().replaceAll("\\s+", " ");
        String itself = path + element.namespace() + element.attributes() + words;
        if (!made || !all.isEmpty()) {
            all.addFirst(itself);
        }
        return all;
    }

    /// As the task does it on the host.
    private static String replaced(String text, Hunk hunk) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        List<String> there =
                lines.subList(hunk.first() - 1, hunk.first() - 1 + hunk.before().size());
        assertThat(there).isEqualTo(hunk.before()).isNotEmpty();
        there.clear();
        lines.addAll(hunk.first() - 1, hunk.after());
        return String.join("\n", lines) + "\n";
    }

    @Test
    void anEditKeepsEveryOtherByte() throws IOException {
        DomainXml was = read(CORPUS.resolve("comments.xml"));
        DomainEdit edit = new DomainEdit(was);
        edit.cpu(Optional.empty(), "svm", Optional.of(true));
        assertThat(edit.text())
                .isEqualTo(
                        was.document()
                                .text()
                                .replace(
                                        "policy='disable' name='svm'",
                                        "policy='require' name='svm'"));
        assertThat(edit.hunk().before()).hasSize(1);
    }

    @Test
    void k20_aFeatureThatIsNamedTwiceIsMadeOne() throws IOException {
        DomainEdit edit = new DomainEdit(read(CORPUS.resolve("custom-feature-twice.xml")));
        edit.cpu(Optional.empty(), "svm", Optional.of(true));
        assertThat(edit.text()).containsOnlyOnce("name='svm'").contains("name='x2apic'");
    }

    @Test
    void aTopologyKeepsTheMostAndPlugsFewer() throws IOException {
        DomainEdit edit = new DomainEdit(read(CORPUS.resolve("cputune-pinning.xml")));
        edit.vcpus(2);
        assertThat(edit.text()).contains("<vcpu placement='static' current='2'>4</vcpu>");
        DomainEdit free = new DomainEdit(read(CORPUS.resolve("vcpu-cpuset.xml")));
        free.vcpus(2);
        assertThat(free.text()).contains("<vcpu placement='static' cpuset='0-3,^2'>2</vcpu>");
    }

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(
            resources = "/dev/rookery/resource/libvirt/no-xml.csv",
            delimiter = '|',
            numLinesToSkip = 1)
    void whatIsNoDomainIsUnknown(String text, String reason) {
        assertThat(DomainXml.read(List.of(text)))
                .isInstanceOfSatisfying(
                        Fact.Unknown.class,
                        unknown -> assertThat(unknown.reason()).contains(reason));
    }
}
