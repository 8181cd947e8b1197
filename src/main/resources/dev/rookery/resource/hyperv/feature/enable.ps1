# Enables Hyper-V; a restart is needed after it. Finding it enabled, or to be so after a restart, is
# done already.
#
# On a server the role brings its tools as well. Its installer refuses inside some virtual machines
# in which Hyper-V works; DISM does not ask, so it is tried next.

function Enable-Feature {
    param([string] $Name)

    [void] (Enable-WindowsOptionalFeature -Online -FeatureName $Name -All -NoRestart -WarningAction SilentlyContinue)
}

function Install-HyperVRole {
    $answer = Install-WindowsFeature -Name 'Hyper-V' -IncludeManagementTools -WarningAction SilentlyContinue
    if (-not $answer.Success) {
        throw "Install-WindowsFeature answered $($answer.ExitCode)"
    }
}

function Get-HyperVState {
    "$((Get-WindowsOptionalFeature -Online -FeatureName 'Microsoft-Hyper-V').State)"
}

Invoke-Task {
    $before = Get-HyperVState
    [IO.File]::WriteAllText((Join-Path $record 'hyper-v'), $before)
    if (@('Enabled', 'EnablePending') -contains $before) {
        return
    }
    $server = (Get-CimInstance -ClassName 'Win32_OperatingSystem').ProductType -ne 1
    if ($server -and (Get-Command -Name 'Install-WindowsFeature' -ErrorAction Ignore)) {
        try {
            Install-HyperVRole
        } catch {
            $refusal = $_.Exception.Message
            try {
                Enable-Feature 'Microsoft-Hyper-V'
                # On a server this module is a feature of its own; without it no guest can be seen.
                Enable-Feature 'Microsoft-Hyper-V-Management-PowerShell'
            } catch {
                throw "the role was refused: $refusal; and DISM says: $($_.Exception.Message)"
            }
        }
    } else {
        Enable-Feature 'Microsoft-Hyper-V'
    }
    $after = Get-HyperVState
    if (@('Enabled', 'EnablePending') -notcontains $after) {
        throw "Windows says that it enabled Hyper-V, but its state is $after"
    }
}
