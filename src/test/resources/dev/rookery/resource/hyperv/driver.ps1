# Runs many scripts, each in a fresh runspace, as the PowerShell shell runs one: parameters are
# variables, errors stop, and the strings of the pipeline are the answer.
#
# A request is a line of words in base64 of UTF-8: the script, then pairs. The name of a pair starts with
# env: for a variable of the environment, modules: for the folder of the stand-ins' modules, input: for a
# standard input, else it is a parameter's. With an input: the script is run as -EncodedCommand runs one:
# nothing is set for it, and $input has the lines. Such scripts share a runspace, one for each set of modules that
# machines have, which is made as new after each, since there are many of them. The answer is lines of a word and base64 of UTF-8: line,
# error, and last exit.

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'

function ConvertTo-Word {
    param([string] $Text)

    [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($Text))
}

function ConvertFrom-Word {
    param([string] $Word)

    [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($Word))
}

# The variables of the environment are set, and the parameters are the answer.
function Read-Parameters {
    param([string[]] $Words)

    $parameters = @{}
    $modules = ''
    for ($at = 1; $at + 1 -lt $Words.Count; $at += 2) {
        $name = ConvertFrom-Word $Words[$at]
        $value = ConvertFrom-Word $Words[$at + 1]
        if ($name.StartsWith('env:')) {
            [Environment]::SetEnvironmentVariable($name.Substring(4), $value)
        } elseif ($name -eq 'modules:') {
            $modules = $value
        } else {
            $parameters[$name] = $value
        }
    }
    $folders = [IO.File]::ReadAllLines("$env:ROOKERY_WINDOWS_STATE.modules") | ForEach-Object { Join-Path $modules $_ }
    $env:PSModulePath = $folders -join [IO.Path]::PathSeparator
    $parameters
}

# To let each command find its module costs more than to load those that are there.
$before = @'
param([string[]] $Modules)

if (@(Get-PSProvider | Where-Object { $_.Name -eq 'Registry' }).Count -gt 0 -and -not (Get-PSDrive -Name 'HKLM' -ErrorAction Ignore)) {
    [void] (New-PSDrive -Name 'HKLM' -PSProvider 'Registry' -Root 'HKEY_LOCAL_MACHINE' -Scope 'Global')
}
Import-Module -Name $Modules
(Get-ChildItem -Path 'function:').Name -join ' '
'@

$after = @'
param([string[]] $Modules)

Get-Module | Where-Object { $Modules -notcontains $_.Name } | Remove-Module -Force
(Get-ChildItem -Path 'function:').Name -join ' '
'@

$around = @'
param([hashtable] $Rookery_parameters, [string] $Rookery_script)

Set-StrictMode -Version 3.0
$global:ProgressPreference = 'SilentlyContinue'
$global:ConfirmPreference = 'None'
$ErrorActionPreference = 'Stop'
foreach ($rookery_name in $Rookery_parameters.Keys) {
    Set-Variable -Name $rookery_name -Value $Rookery_parameters[$rookery_name]
}
& ([scriptblock]::Create($Rookery_script))
'@

$initial = [runspace]::DefaultRunspace.InitialSessionState.Clone()

# By the modules of their machines.
$kept = @{}

# The modules that this machine has, and what tells it from machines with others: that of Hyper-V has two versions.
function Get-Kind {
    $folders = [IO.File]::ReadAllText("$env:ROOKERY_WINDOWS_STATE.modules")
    $modules = @('CimCmdlets', 'Dism', 'Security', 'Services')
    $version = ''
    if ($folders -match '(?m)^server$') {
        $modules += 'ServerManager'
    }
    if ($folders -match '(?m)^hyper-v$') {
        $modules += 'Hyper-V'
        $version = [regex]::Match([IO.File]::ReadAllText($env:ROOKERY_WINDOWS_STATE), '"moduleVersion"\s*:\s*(\d+)').Groups[1].Value
    }
    @{ Name = "$modules $version"; Modules = $modules }
}

function Invoke-In {
    param([runspace] $Runspace, [string] $Script, [string[]] $Modules)

    $shell = [powershell]::Create()
    $shell.Runspace = $Runspace
    $shell.AddScript($Script).AddArgument($Modules).Invoke()[0]
}

function New-Runspace {
    param([hashtable] $Kind)

    $runspace = [runspacefactory]::CreateRunspace($initial)
    $runspace.Open()
    @{ Kind = $Kind; Runspace = $runspace; Functions = Invoke-In $runspace $before $Kind.Modules }
}

# Takes from a runspace what a script has left there, variables and modules, and keeps it if that is all.
function Reset-Runspace {
    param([hashtable] $Used)

    $Used.Runspace.ResetRunspaceState()
    $stays = $Used.Kind.Modules + @('SimulatedWindows', 'PowerShellDirect')
    if ((Invoke-In $Used.Runspace $after $stays) -eq $Used.Functions) {
        $kept[$Used.Kind.Name] = $Used
    } else {
        $kept.Remove($Used.Kind.Name)
        $Used.Runspace.Dispose()
    }
}

function Format-Failure {
    param([Management.Automation.ErrorRecord] $Record)

    "$($Record.Exception.Message) ($($Record.FullyQualifiedErrorId), $($Record.CategoryInfo.Category))"
}

while ($true) {
    $request = [Console]::In.ReadLine()
    if ($null -eq $request) {
        break
    }
    $words = $request -split ' '
    $parameters = Read-Parameters -Words $words
    $encoded = $parameters.ContainsKey('input:')
    $kind = Get-Kind
    $used = if ($encoded) { $kept[$kind.Name] }
    if ($null -eq $used) {
        $used = New-Runspace $kind
    }
    $shell = [powershell]::Create()
    $shell.Runspace = $used.Runspace
    $output = New-Object 'System.Management.Automation.PSDataCollection[psobject]'
    $lines = New-Object 'System.Management.Automation.PSDataCollection[psobject]'
    if ($encoded) {
        [void] $shell.AddScript((ConvertFrom-Word $words[0]))
        foreach ($line in ($parameters['input:'] -split "`n")) {
            $lines.Add($line)
        }
    } else {
        [void] $shell.AddScript($around).AddArgument($parameters).AddArgument((ConvertFrom-Word $words[0]))
    }
    $lines.Complete()
    $exit = 0
    $errors = @()
    try {
        $shell.EndInvoke($shell.BeginInvoke($lines, $output))
    } catch {
        $exit = 1
        $record = $_
        if ($_.Exception.InnerException -is [Management.Automation.RuntimeException]) {
            $record = $_.Exception.InnerException.ErrorRecord
        }
        $errors += Format-Failure $record
    }
    foreach ($record in $shell.Streams.Error) {
        $errors += Format-Failure $record
    }
    foreach ($line in $output) {
        if ($line -is [string]) {
            [Console]::Out.WriteLine('line ' + (ConvertTo-Word $line))
        }
    }
    foreach ($line in $errors) {
        [Console]::Out.WriteLine('error ' + (ConvertTo-Word $line))
    }
    [Console]::Out.WriteLine("exit $exit")
    [Console]::Out.Flush()
    if ($encoded) {
        Reset-Runspace $used
    } else {
        $used.Runspace.Dispose()
    }
}
