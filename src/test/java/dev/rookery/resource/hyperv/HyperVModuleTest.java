package dev.rookery.resource.hyperv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.shell.Answer;
import dev.rookery.shell.Script;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The stand-ins' cmdlets take nothing that the true ones do not take: names, sets, what is
/// mandatory, enums and their numbers.
class HyperVModuleTest {
    private static final Path TABLE =
            Path.of("src/test/resources/dev/rookery/resource/hyperv/module.txt");

    /// Says of the stand-ins what the table says of the true module.
    private static final String SAY =
            """
            Import-Module -Name 'Hyper-V'
            foreach ($command in @(Get-Command -Module 'Hyper-V' -CommandType Function)) {
                $meta = New-Object Management.Automation.CommandMetadata($command)
                $impact = if ($meta.SupportsShouldProcess) { "$($meta.ConfirmImpact)" } else { '-' }
                "cmdlet $($command.Name) $($command.DefaultParameterSet) $impact"
                foreach ($parameter in $meta.Parameters.Values) {
                    $sets = @(foreach ($set in $parameter.ParameterSets.GetEnumerator()) {
                            $name = $set.Key -replace '^__AllParameterSets$', '*'
                            if ($set.Value.IsMandatory) { "$name!" } else { $name }
                        })
                    "parameter $($command.Name) $($parameter.Name) $($sets -join ' ')"
                }
            }
            foreach ($name in @('VMState', 'OnOffState', 'StartAction', 'StopAction', 'VMReplicationState', 'VMHeartbeatStatus',
                    'VMOperationalStatus')) {
                $type = "Microsoft.HyperV.PowerShell.$name" -as [type]
                foreach ($value in [enum]::GetValues($type)) {
                    "enum $name $value $([int] $value)"
                }
            }
            """;

    @Test
    void theStandInsTakeNoMoreThanTheTrueModule(@TempDir Path folder) throws Exception {
        Map<String, Set<String>> table = table();
        SimulatedWindows host = SimulatedWindows.server(folder).enabled().write();
        try (WindowsScripts scripts = WindowsScripts.startOrSkip()) {
            Answer answer = scripts.run(host, new Script("a test", SAY, new TreeMap<>()));
            assertThat(answer.errors()).isEmpty();
            assertThat(answer.lines()).hasSizeGreaterThan(100);
            for (String line : answer.lines()) {
                List<String> words = Arrays.asList(line.split(" ", -1));
                String key = String.join(" ", words.subList(0, 3));
                assertThat(table).as(line).containsKey(key);
                Set<String> mine = new TreeSet<>(words.subList(3, words.size()));
                assertThat(table.get(key)).as(line).containsAll(mine);
            }
            assertThat(answer.lines().stream().filter(each -> each.startsWith("enum")))
                    .hasSameSizeAs(
                            table.keySet().stream()
                                    .filter(each -> each.startsWith("enum"))
                                    .toList());
        }
    }

    private static Map<String, Set<String>> table() throws IOException {
        Map<String, Set<String>> table = new HashMap<>();
        for (String line : Files.readAllLines(TABLE)) {
            if (!line.startsWith("#")) {
                List<String> words = Arrays.asList(line.split(" ", -1));
                table.put(
                        String.join(" ", words.subList(0, 3)),
                        new TreeSet<>(words.subList(3, words.size())));
            }
        }
        return table;
    }
}
