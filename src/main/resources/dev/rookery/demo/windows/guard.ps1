# Answers `guard=stand-ins` only if nothing that a script of ours calls would reach a real Windows.
# Needs facts/say.ps1 before it; the demo asks it in the very environment that its machine's scripts get.
#
#   standins   the folder that holds this file's neighbours modules/ and bin/: a parameter
#
# A machine whose Hyper-V or whose roles are not installed has no command of that name at all.

function Test-Below {
    param([string] $Path, [string] $Folder)

    if (-not $Path) {
        return $false
    }
    $full = [IO.Path]::GetFullPath($Path)
    $root = [IO.Path]::GetFullPath($Folder).TrimEnd([IO.Path]::DirectorySeparatorChar) + [IO.Path]::DirectorySeparatorChar
    $full.StartsWith($root, [StringComparison]::Ordinal)
}

# Why this command is not the stand-in; nothing if it is.
function Get-CommandDanger {
    param([string] $Name, [bool] $MayBeMissing)

    $command = Get-Command -Name $Name -ErrorAction Ignore
    if ($null -eq $command) {
        if (-not $MayBeMissing) {
            "there is no $Name"
        }
        return
    }
    $where = $null
    if ($command.CommandType -eq 'Application') {
        $where = $command.Source
    } elseif ($command.CommandType -eq 'Function' -and $null -ne $command.Module) {
        $where = $command.Module.Path
    } elseif ($command.CommandType -eq 'Alias' -and $null -ne $command.Module) {
        $where = $command.Module.Path
    }
    if (-not (Test-Below -Path $where -Folder $standins)) {
        "$Name is not the stand-in but $($command.CommandType) of '$($command.Source)'"
    }
}

function Get-Danger {
    if ([Environment]::OSVersion.Platform -eq 'Win32NT') {
        'this is a Windows machine'
    }
    if (-not $env:ROOKERY_WINDOWS_STATE) {
        'ROOKERY_WINDOWS_STATE is not set'
    }
    foreach ($name in @(
            'Get-CimInstance', 'Invoke-CimMethod', 'Get-WindowsOptionalFeature', 'Enable-WindowsOptionalFeature', 'Disable-WindowsOptionalFeature',
            'Get-Service', 'Start-Service', 'Restart-Computer', 'Get-Acl', 'bcdedit.exe', 'shutdown.exe', 'whoami.exe', 'icacls.exe')) {
        Get-CommandDanger -Name $name -MayBeMissing $false
    }
    foreach ($name in @(
            'Get-WindowsFeature', 'Install-WindowsFeature', 'Add-WindowsFeature', 'Get-VM', 'Get-VMProcessor',
            'Get-VMNetworkAdapter', 'Get-VMSnapshot', 'Get-VMCheckpoint', 'Get-VMHost', 'Get-VMSwitch',
            'Get-VMIntegrationService', 'Get-VMHostSupportedVersion', 'Get-VMSecurity', 'Set-VMProcessor', 'Set-VMMemory', 'Set-VM',
            'Set-VMNetworkAdapter', 'Set-VMSecurity', 'Update-VMVersion', 'Remove-VMSavedState', 'Remove-VMSnapshot',
            'Start-VM', 'Stop-VM')) {
        Get-CommandDanger -Name $name -MayBeMissing $true
    }
    # A part of PowerShell itself. It is called only where Get-VM is, whose module brings the stand-in.
    if (Get-Command -Name 'Get-VM' -ErrorAction Ignore) {
        Get-CommandDanger -Name 'Invoke-Command' -MayBeMissing $false
    }
    if ((Get-PSDrive -Name 'HKLM' -ErrorAction Ignore) -and -not $env:PWSH_REGISTRY) {
        'HKLM: is the registry of this machine'
    }
}

$danger = @(Get-Danger)
if ($danger.Count -eq 0) {
    Write-Known 'guard' 'stand-ins'
} else {
    Write-Unknown 'guard' ($danger -join '; ')
}
