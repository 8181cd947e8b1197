package dev.rookery.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rookery.shell.powershell.PowerShells;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Every script that travels with the program.
class ScriptFilesTest {
    /// Where the sources are: tests are run from the project's folder.
    private static final Path RESOURCES = Path.of("src/main/resources/dev/rookery");

    private static final Path DIRECT = RESOURCES.resolve("shell/powershell/direct.ps1");

    /// A path that begins where a word or a value does. A slash after `"$root"` or any other text
    /// is no such thing.
    private static final Pattern BARE_PATH =
            Pattern.compile("(?:^|[\\s=:;|&(<>`!,{-]|(?<![\\w}*])[\"'])(/[A-Za-z.*$][^\\s'\"]*)");

    private static final Pattern COMMENT_OR_QUOTED =
            Pattern.compile(
                    "(?m)\\\\.|(?:^|(?<=\\s))#.*$|'[^']*'"
                            + "|\"(?:\\\\.|\\$\\([^)]*\\)|[^\"\\\\])*\"");

    static List<Path> scripts() throws IOException {
        return files(".sh");
    }

    static List<Path> powershellScripts() throws IOException {
        return files(".ps1");
    }

    static List<Path> allScripts() throws IOException {
        return Stream.concat(scripts().stream(), powershellScripts().stream()).toList();
    }

    private static List<Path> files(String ending) throws IOException {
        try (Stream<Path> files = Files.walk(RESOURCES)) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("allScripts")
    void isAscii(Path script) throws IOException {
        assertThat(Files.readString(script)).matches("[\\t\\n\\x20-\\x7e]*").endsWith("\n");
    }

    @ParameterizedTest
    @MethodSource("allScripts")
    void isFoundAsAResource(Path script) throws IOException {
        String name = RESOURCES.relativize(script).toString().replace('\\', '/');
        assertThat(ScriptFile.of(name).text()).isEqualTo(Files.readString(script));
    }

    /// All but the stand-in for libvirt, which prints paths of the machine that it stands in for
    /// and is asked by them.
    static List<Path> scriptsWithPaths() throws IOException {
        return scripts().stream()
                .filter(file -> !file.getFileName().toString().matches("(libvirt|virsh).*"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("scriptsWithPaths")
    void namesNoBarePath(Path script) throws IOException {
        assertThat(barePaths(Files.readString(script)))
                .as("write \"$root\"/... so that the path can be that of another root")
                .isEmpty();
    }

    /// The PowerShell that runs on Windows machines, without its comments; not the demo's. All of
    /// them but the one that hands others on.
    private static String windowsCode() throws IOException {
        StringBuilder code = new StringBuilder();
        for (Path script : powershellScripts()) {
            if (!script.startsWith(RESOURCES.resolve("demo")) && !script.equals(DIRECT)) {
                code.append(code(script));
            }
        }
        return code.toString();
    }

    private static String code(Path script) throws IOException {
        return Files.readString(script).replaceAll("(?m)^\\s*#.*$", "");
    }

    /// A guest is a machine too, but no network is between, and its login is its own.
    @Test
    void w20_onlyAGuestIsReachedFromAMachine() throws IOException {
        String code = code(DIRECT);
        assertThat(found(code, "\\b(Get|New|Invoke|ConvertTo)-[A-Z]\\w+"))
                .containsExactlyInAnyOrder(
                        "Get-VM", "Get-GuestCredential", "New-Object", "Invoke-Command");
        assertThat(found(code, "Invoke-Command \\S+")).containsExactly("Invoke-Command -VMId");
    }

    /// A login by NTLM or by a key goes no further than the machine itself.
    @Test
    void w20_noScriptReachesASecondMachine() throws IOException {
        assertThat(windowsCode())
                .doesNotContainPattern(
                        "(?i)-(ComputerName|CimSession|Session|Credential|VMName)\\b")
                .doesNotContainPattern("(?i)PSSession|Invoke-(Command|Web|Rest|Wmi)")
                .doesNotContainPattern("(?i)\\bNet\\.|\\bnet(\\.exe)? use")
                .doesNotContainPattern("['\"]\\\\\\\\\\w");
    }

    /// Nothing of the network is changed, so that no task cuts its own connection; a restart says
    /// that it does.
    @Test
    void w22_onlyTheseCommandsChangeAWindowsMachine() throws IOException {
        String code = windowsCode();
        Set<String> called = found(code.replaceAll("'[^'\n]*'", "''"), "\\b[A-Z][a-z]+-[A-Z]\\w+");
        called.removeAll(found(code, "(?<=function )\\S+"));
        called.removeIf(
                name -> name.matches("(Get|Test|Select|Where|ForEach|Measure|Sort|Join)-.*"));
        assertThat(called)
                .containsExactlyInAnyOrder(
                        "Enable-WindowsOptionalFeature",
                        "Install-WindowsFeature",
                        "Start-Service",
                        "Invoke-CimMethod",
                        "Remove-VMSavedState",
                        "Remove-VMSnapshot",
                        "Set-VM",
                        "Set-VMMemory",
                        "Set-VMNetworkAdapter",
                        "Set-VMProcessor",
                        "Set-VMSecurity",
                        "Start-VM",
                        "Stop-VM",
                        "Update-VMVersion",
                        "New-Item",
                        "New-Object",
                        "Import-Module",
                        "Out-String",
                        "Set-StrictMode",
                        "Start-Sleep");
        assertThat(found(code, "\\b\\w+\\.exe\\b"))
                .containsExactlyInAnyOrder(
                        "bcdedit.exe",
                        "icacls.exe",
                        "powershell.exe",
                        "shutdown.exe",
                        "whoami.exe");
    }

    private static Set<String> found(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void aBarePathIsSeen() {
        for (String bad :
                List.of(
                        "cat /proc/cpuinfo",
                        "x=/sys/module",
                        "x=\"/etc/$name\"",
                        "for d in /lib/modules; do",
                        "[ -e '/dev/kvm' ]",
                        "cat </var/x",
                        "echo 1 >/sys/a",
                        "PATH=a:/sbin",
                        "x=$(/sbin/modprobe)",
                        "x=${x:-/etc/x}",
                        "echo \"$root\"/etc /etc",
                        "ls /*")) {
            assertThat(barePaths(bad)).as(bad).hasSize(1);
        }
        for (String good :
                List.of(
                        "cat \"$root\"/proc/cpuinfo \"$root/etc/x\" ${root}/etc",
                        "# as /proc/cpuinfo says",
                        "x=1 # see /etc/x",
                        "modprobe kvm 2>/dev/null </dev/null",
                        "sed 's/a/b/' a/b ./c",
                        "cd \"${root:-/}\"",
                        "for f in \"$d\"/*.conf")) {
            assertThat(barePaths(good)).as(good).isEmpty();
        }
    }

    private static List<String> barePaths(String text) {
        String code = COMMENT_OR_QUOTED.matcher(text).replaceAll(ScriptFilesTest::withoutProse);
        return BARE_PATH
                .matcher(code.replace("/dev/null", "null"))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    /// Comments, programs of awk and sed, and sentences for people name paths that nothing opens.
    private static String withoutProse(MatchResult part) {
        String text = part.group();
        boolean prose =
                text.startsWith("'")
                        ? text.matches("(?s).*\\s.*")
                        : text.matches("(?s)\".*\\s.*") && !text.contains("$(");
        return Matcher.quoteReplacement(text.startsWith("#") || prose ? "''" : text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "dash", "bash", "busybox sh"})
    void everyShellCanReadIt(String shell) throws Exception {
        List<String> words = new ArrayList<>(List.of(shell.split(" ", -1)));
        words.add("-n");
        for (Path script : scripts()) {
            assertThat(check(words, script)).as(script.toString()).isEmpty();
        }
    }

    @Test
    void shellcheckHasNothingToSay() throws Exception {
        // 2154, 2034: parameters come from outside, and one file's variables are used by another.
        // 2317, 2329: so are its functions.
        List<String> words =
                List.of("shellcheck", "-s", "sh", "-f", "gcc", "-e", "SC2154,SC2034,SC2317,SC2329");
        for (Path script : scripts()) {
            assertThat(check(words, script)).as(script.toString()).isEmpty();
        }
    }

    @Test
    void windowsPowerShellCanReadIt() throws Exception {
        String powershell = PowerShells.powershellOrSkip().toString();
        List<String> words = new ArrayList<>(List.of(powershell, "-Check"));
        if (!check(words, RESOURCES.resolve("shell/powershell/bootstrap.ps1")).isEmpty()) {
            // One without a check of the dialect: whether it can parse them at least.
            String parse =
                    "$errors = $null; [void] [Management.Automation.Language.Parser]::ParseFile("
                            + "$args[0], [ref] $null, [ref] $errors); $errors";
            words = new ArrayList<>(List.of(powershell, "-NoProfile", "-Command"));
            words.add("& {" + parse + "}");
        }
        for (Path script : powershellScripts()) {
            assertThat(check(words, script.toAbsolutePath())).as(script.toString()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("powershellScripts")
    void doesNotEndPowerShellAndHasNoTextOfSeveralLines(Path script) throws IOException {
        assertThat(Files.readString(script))
                .doesNotContainPattern("(?m)^\\s*(exit|Write-Host)\\b")
                .doesNotContainPattern("(?m)@['\"]$");
    }

    private static String check(List<String> words, Path script) throws Exception {
        List<String> command = new ArrayList<>(words);
        command.add(script.toString());
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException missing) {
            assumeTrue(false, words.getFirst() + " is not installed");
            throw missing;
        }
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? said : "exit " + process.exitValue() + ": " + said;
    }
}
