# Changes what a guest can only be given while it is off, and its power, in one go: shut down, change, start,
# and look whether it held. The work is a process of its own outside the connection's job object, which goes
# on whatever becomes of this script; here its journal is followed and its answer passed on.
#
#   id          the guest's
#   expected    the state in which it must be found, such as Running; else the answer is stale
#   after       Running or Off: the state in which it is left
#   nested      true or false; memory: bytes, static; vcpus: a number; each empty if it is left alone
#   upgrade     no, or yes: its configuration version is raised, which cannot be undone; or discarding: so, after
#               its checkpoints were removed
#   discard     yes or no: whether its saved state may be thrown away
#   stop        yes or no: whether it may be shut down
#   power_off   yes or no: whether it may be turned off if it does not shut down
#   limit       seconds that it has for shutting down
#   linger      seconds for which one that did not is watched after the answer: if it goes off, it is
#               started again
#   detached    the text of the work

# A process that WMI starts is a child of WMI's, and no connection's end takes it away.
function Start-Detached {
    param([string] $Job)

    $folder = "(Join-Path (Join-Path (Join-Path `$env:ProgramData 'Rookery') 'runs') '$run')"
    $bootstrap = @(
        'Set-StrictMode -Version 3.0'
        '$ErrorActionPreference = "Stop"'
        '$global:ProgressPreference = "SilentlyContinue"'
        '$global:ConfirmPreference = "None"'
        "`$Rookery_job = [IO.File]::ReadAllText((Join-Path $folder '$Job')) | ConvertFrom-Json"
        'foreach ($Rookery_name in $Rookery_job.parameters.PSObject.Properties.Name) {'
        'Set-Variable -Name $Rookery_name -Value $Rookery_job.parameters.$Rookery_name'
        '}'
        '& ([scriptblock]::Create($Rookery_job.script))'
    ) -join "`n"
    $encoded = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($bootstrap))
    $program = Join-Path $PSHOME 'powershell.exe'
    $answer = Invoke-CimMethod -ClassName 'Win32_Process' -MethodName 'Create' -Arguments @{
        CommandLine = "`"$program`" -NoProfile -NonInteractive -InputFormat None -EncodedCommand $encoded"
    }
    if ($answer.ReturnValue -ne 0) {
        throw "no process could be started for the work: Win32_Process answered $($answer.ReturnValue)"
    }
    $answer.ProcessId
}

function Test-Process {
    param([int] $ProcessId)

    try {
        -not [Diagnostics.Process]::GetProcessById($ProcessId).HasExited
    } catch {
        $false
    }
}

# Waits until the job that has answered is gone, unless it still watches the guest, so that this machine can be
# taken by another run.
function Wait-End {
    $until = [DateTime]::UtcNow.AddSeconds(10)
    while ((Read-Journal)['ended'] -eq 'yes' -and (Test-Held (Join-Path $guests "$id.job")) -and [DateTime]::UtcNow -lt $until) {
        Start-Sleep -Milliseconds 50
    }
}

# The journal, once the job of this token has answered. If the machine's power fails there is no answer, and no
# script to wait for one.
function Wait-Answer {
    param([string] $Token, [int] $ProcessId)

    while ($true) {
        $runs = Test-Process $ProcessId
        $journal = Read-Journal
        if ($journal['token'] -eq $Token -and $journal['result']) {
            return $journal
        }
        if (-not $runs) {
            if ($journal['token'] -eq $Token) {
                throw "the process that changes this guest was ended while it was $($journal['phase']); apply again: the next run finishes it"
            }
            throw 'the process that was to change this guest ended before it began; nothing was changed'
        }
        Start-Sleep -Milliseconds 200
    }
}

Invoke-Task {
    Update-Lease 90
    [void] (New-Item -ItemType Directory -Force -Path $guests)
    if (Test-Held (Join-Path $guests "$id.job")) {
        $journal = Read-Journal
        throw "run $($journal['run']) still works on this guest: $($journal['phase']); nothing was changed"
    }
    $token = [guid]::NewGuid().ToString('N')
    $job = @{
        script = $detached
        parameters = [ordered] @{
            run = $run; id = $id; token = $token; expected = $expected; after = $after; nested = $nested; memory = $memory
            vcpus = $vcpus; upgrade = $upgrade; discard = $discard; stop = $stop; power_off = $power_off
            limit = $limit; linger = $linger
        }
    }
    $name = "guest-$id.json"
    [IO.File]::WriteAllText((Join-Path $record $name), (ConvertTo-Json -InputObject $job))
    $answer = Wait-Answer -Token $token -ProcessId (Start-Detached $name)
    Wait-End
    $outcome['result'] = $answer['result']
    foreach ($field in @('reason', 'detail', 'note')) {
        if ($answer[$field]) {
            Write-Known $field $answer[$field]
        }
    }
}
