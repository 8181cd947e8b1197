# What is observed of any Windows machine. Reads only; needs say.ps1 before it.
#
#   os.family           windows
#   os.name             such as Microsoft Windows 11 Pro; translated
#   os.version          such as 10.0.22631
#   os.build            digits
#   os.revision         the build's revision
#   os.product-type     1 a client, 2 a domain controller, 3 a server
#   os.edition          EditionID of the registry, such as Professional, Core (which is Home), ServerStandard
#   os.installation     InstallationType of the registry: Client, Server, Server Core
#   cpu.vendor          GenuineIntel or AuthenticAMD
#   cpu.model
#   cpu.count           logical processors
#   cpu.slat            yes or no: second level address translation
#   cpu.virtualization-firmware   yes or no: whether the firmware has it switched on
#   cpu.vm-monitor      yes or no: VT-x or AMD-V
#                       these three are unknown in a virtual machine and where a hypervisor runs: they
#                       read False there
#   virt.hypervisor-present       yes or no; yes also in every virtual machine, and where only
#                       virtualization-based security runs
#   virt.guest          yes or no: whether it is itself a virtual machine
#   virt.platform       hyper-v, vmware, kvm, virtualbox, xen, ec2, gce, parallels, bhyve, bochs; or none
#   memory.bytes        what Windows can use
#   vbs                 off, configured or running: virtualization-based security
#   boot.id             when it was booted, in UTC
#   clock.now           the machine's clock, in UTC
#   user.admin          yes or no: whether this runs with an administrator's full rights
#   machine.clustered   yes or no: whether it is a node of a failover cluster
#   reboot.pending      yes or no: whether Windows itself waits for a restart
#   reboot.pending.why  who waits; none if nobody

# The text of an error for people, in one line.
function Get-WhyNot {
    param([Management.Automation.ErrorRecord] $Failure)

    $exception = $Failure.Exception
    if ($exception -is [Management.Automation.ActionPreferenceStopException]) {
        $exception = $exception.ErrorRecord.Exception
    }
    $exception.Message.Trim() -replace '\s*[\r\n]+\s*', ' '
}

# Does $Work; if it fails, each key is unknown for that reason.
function Invoke-Observation {
    param([string[]] $Keys, [scriptblock] $Work)

    try {
        & $Work
    } catch {
        foreach ($key in $Keys) {
            Write-Unknown $key (Get-WhyNot $_)
        }
    }
}

function Get-Cim {
    param([string] $ClassName, [string] $Namespace = 'root/cimv2')

    Get-CimInstance -ClassName $ClassName -Namespace $Namespace -OperationTimeoutSec 60 -ErrorAction Stop
}

function ConvertTo-YesNo {
    param([object] $Value)

    if ($Value) { 'yes' } else { 'no' }
}

# A value that is there and says something, or unknown.
function Write-Read {
    param([string] $Key, [object] $Value, [string] $Source)

    if ($null -eq $Value -or "$Value".Trim() -eq '') {
        Write-Unknown $Key "$Source says nothing"
    } else {
        Write-Known $Key ([string] $Value).Trim()
    }
}

function ConvertTo-UtcText {
    param([DateTime] $Time)

    $Time.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ss.fffZ', [cultureinfo]::InvariantCulture)
}

function Get-RegistryValue {
    param([string] $Path, [string] $Name)

    $item = Get-ItemProperty -Path $Path -ErrorAction Stop
    $property = $item.PSObject.Properties[$Name]
    if ($null -ne $property) {
        $property.Value
    }
}

# A hypervisor of its own, of its parent, or of virtualization-based security; $null if unknown.
function Get-Surroundings {
    $seen = @{ System = $null; Bios = $null; Why = 'Win32_ComputerSystem says nothing' }
    try {
        $seen.System = Get-Cim 'Win32_ComputerSystem' | Select-Object -First 1
    } catch {
        $seen.Why = Get-WhyNot $_
    }
    try {
        $seen.Bios = Get-Cim 'Win32_BIOS' | Select-Object -First 1
    } catch {
        $seen.Bios = $null
    }
    $seen
}

# Which hypervisor these names of a machine's maker, model and firmware belong to. They are what the
# hypervisors' own firmware says, and what systemd-detect-virt and Ansible's facts look for.
function Get-Platform {
    param([string] $Maker, [string] $Model, [string] $Firmware)

    if ($Maker -match '^Amazon EC2' -and $Model -match '\.metal') {
        return
    }
    $rules = @(
        @('hyper-v', '^Microsoft Corporation$', '^Virtual Machine$', '^$'),
        @('vmware', '^VMware', '^VMware', '^VMware'),
        @('virtualbox', '^innotek GmbH', '^VirtualBox', '^(VirtualBox|innotek)'),
        @('ec2', '^Amazon EC2', '^$', '^$'),
        @('gce', '^Google$', '^Google Compute Engine', '^$'),
        @('xen', '^Xen', '^HVM domU', '^Xen'),
        @('parallels', '^Parallels', '^Parallels', '^Parallels'),
        @('bhyve', '^(BHYVE|FreeBSD)', '^BHYVE', '^BHYVE'),
        @('kvm', '^(QEMU|oVirt|RHEV|OpenStack Foundation|Alibaba Cloud|Tencent Cloud|DigitalOcean|Hetzner|Nutanix)', '^(KVM|RHEV Hypervisor|OpenStack|Standard PC)', '^SeaBIOS'),
        @('bochs', '^Bochs', '^Bochs', '^Bochs'))
    foreach ($rule in $rules) {
        # Microsoft and Google make computers too: there both names must fit.
        $both = @('hyper-v', 'gce') -contains $rule[0]
        $fits = @(($Maker -ne '' -and $Maker -match $rule[1]), ($Model -ne '' -and $Model -match $rule[2]), ($Firmware -ne '' -and $Firmware -match $rule[3]))
        if (($both -and $fits[0] -and $fits[1]) -or (-not $both -and $fits -contains $true)) {
            return $rule[0]
        }
    }
}

# yes, no, or $null where it cannot be told; with the platform and the reason.
function Get-GuestState {
    param([hashtable] $Seen, [object] $Vbs)

    $answer = @{ Guest = $null; Platform = $null; Why = $Seen.Why }
    $system = $Seen.System
    if ($null -eq $system) {
        return $answer
    }
    $firmware = ''
    if ($null -ne $Seen.Bios) {
        $firmware = [string] $Seen.Bios.Manufacturer
    }
    $answer.Platform = Get-Platform -Maker "$($system.Manufacturer)".Trim() -Model "$($system.Model)".Trim() -Firmware $firmware.Trim()
    if ($answer.Platform) {
        $answer.Guest = $true
    } elseif (-not $system.HypervisorPresent) {
        $answer.Guest = $false
    } elseif ($Vbs -eq 2 -or (Test-Vmms)) {
        # The hypervisor is this machine's own: its firmware names none, and something here uses one.
        $answer.Guest = $false
    } else {
        $answer.Why = 'a hypervisor is present, and neither the maker, the model nor the firmware says whose'
    }
    $answer
}

# Whether Hyper-V is installed here.
function Test-Vmms {
    try {
        @(Get-Service -ErrorAction Stop | Where-Object { $_.Name -eq 'vmms' }).Count -gt 0
    } catch {
        $false
    }
}

# 0 off, 1 configured, 2 running; $null with a reason where it cannot be told.
function Get-Vbs {
    try {
        $guard = Get-Cim 'Win32_DeviceGuard' 'root/Microsoft/Windows/DeviceGuard' | Select-Object -First 1
        if ($null -eq $guard) {
            return @{ Status = $null; Why = 'Win32_DeviceGuard says nothing' }
        }
        @{ Status = [int] $guard.VirtualizationBasedSecurityStatus; Why = '' }
    } catch {
        @{ Status = $null; Why = Get-WhyNot $_ }
    }
}

function Write-OperatingSystem {
    Write-Known 'os.family' 'windows'
    Invoke-Observation @('os.name', 'os.version', 'os.build', 'os.product-type', 'boot.id', 'clock.now') {
        $system = Get-Cim 'Win32_OperatingSystem' | Select-Object -First 1
        Write-Read 'os.name' $system.Caption 'Win32_OperatingSystem'
        Write-Read 'os.version' $system.Version 'Win32_OperatingSystem'
        Write-Read 'os.build' $system.BuildNumber 'Win32_OperatingSystem'
        Write-Read 'os.product-type' $system.ProductType 'Win32_OperatingSystem'
        Write-Known 'boot.id' (ConvertTo-UtcText $system.LastBootUpTime)
        Write-Known 'clock.now' (ConvertTo-UtcText $system.LocalDateTime)
    }
    $version = 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion'
    foreach ($pair in @(@('os.revision', 'UBR'), @('os.edition', 'EditionID'), @('os.installation', 'InstallationType'))) {
        Invoke-Observation @($pair[0]) {
            Write-Read $pair[0] (Get-RegistryValue $version $pair[1]) "the registry's $($pair[1])"
        }
    }
}

# The processors of a machine are taken to be alike.
function Write-Processor {
    param([hashtable] $State, [object] $Present)

    $hidden = @{
        'cpu.slat' = 'SecondLevelAddressTranslationExtensions'
        'cpu.virtualization-firmware' = 'VirtualizationFirmwareEnabled'
        'cpu.vm-monitor' = 'VMMonitorModeExtensions'
    }
    Invoke-Observation (@('cpu.vendor', 'cpu.model', 'cpu.count') + @($hidden.Keys | Sort-Object)) {
        $all = @(Get-Cim 'Win32_Processor')
        if ($all.Count -eq 0) {
            throw 'Win32_Processor says nothing'
        }
        Write-Read 'cpu.vendor' $all[0].Manufacturer 'Win32_Processor'
        Write-Read 'cpu.model' $all[0].Name 'Win32_Processor'
        Write-Known 'cpu.count' ($all | Measure-Object -Property 'NumberOfLogicalProcessors' -Sum).Sum
        foreach ($key in ($hidden.Keys | Sort-Object)) {
            if ($State.Guest) {
                Write-Unknown $key 'it is a virtual machine, so Windows does not show it'
            } elseif ($null -eq $Present) {
                Write-Unknown $key 'it is not known whether a hypervisor runs'
            } elseif ($Present) {
                Write-Unknown $key 'a hypervisor runs, so Windows does not show it'
            } else {
                Write-Known $key (ConvertTo-YesNo $all[0].($hidden[$key]))
            }
        }
    }
}

function Write-Surroundings {
    $seen = Get-Surroundings
    $vbs = Get-Vbs
    $state = Get-GuestState -Seen $seen -Vbs $vbs.Status
    $present = $null
    if ($null -eq $seen.System) {
        Write-Unknown 'virt.hypervisor-present' $seen.Why
        Write-Unknown 'memory.bytes' $seen.Why
    } else {
        $present = [bool] $seen.System.HypervisorPresent
        Write-Known 'virt.hypervisor-present' (ConvertTo-YesNo $present)
        Write-Read 'memory.bytes' $seen.System.TotalPhysicalMemory 'Win32_ComputerSystem'
    }
    if ($null -eq $state.Guest) {
        Write-Unknown 'virt.guest' $state.Why
        Write-Unknown 'virt.platform' $state.Why
    } else {
        Write-Known 'virt.guest' (ConvertTo-YesNo $state.Guest)
        Write-Known 'virt.platform' $state.Platform
    }
    if ($null -eq $vbs.Status) {
        Write-Unknown 'vbs' $vbs.Why
    } else {
        Write-Known 'vbs' @('off', 'configured', 'running')[$vbs.Status]
    }
    Write-Processor -State $state -Present $present
}

# Whether the token has the Administrators group in force: with it only for denying, a token is of
# medium integrity. The identifiers are not translated; S-1-16-12288 is high, S-1-16-16384 the system.
function Write-Rights {
    Invoke-Observation @('user.admin') {
        $ErrorActionPreference = 'Continue'
        $groups = (& whoami.exe '/groups' '/fo' 'csv' '/nh' 2>$null) -join "`n"
        if ($LASTEXITCODE -ne 0 -or $groups -notmatch '"S-1-16-\d+"') {
            throw "whoami.exe does not say which groups this user is in (exit code $LASTEXITCODE)"
        }
        Write-Known 'user.admin' (ConvertTo-YesNo ($groups -match '"S-1-5-32-544"' -and $groups -match '"S-1-16-(12288|16384)"'))
    }
}

# The cluster service is there on every machine with the feature, and is disabled until it joins.
function Write-Cluster {
    Invoke-Observation @('machine.clustered') {
        $all = @(Get-Service -ErrorAction Stop | Where-Object { $_.Name -eq 'ClusSvc' })
        $joined = $all.Count -gt 0 -and ("$($all[0].Status)" -eq 'Running' -or "$($all[0].StartType)" -eq 'Automatic')
        Write-Known 'machine.clustered' (ConvertTo-YesNo $joined)
    }
}

# PendingFileRenameOperations alone is not counted: an update of any program leaves it behind.
function Write-PendingReboot {
    Invoke-Observation @('reboot.pending', 'reboot.pending.why') {
        if (-not (Test-Path -Path 'HKLM:\SOFTWARE')) {
            throw 'the registry cannot be read'
        }
        $why = @()
        $current = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion'
        if (Test-Path -Path "$current\Component Based Servicing\RebootPending") {
            $why += 'component servicing'
        }
        if (Test-Path -Path "$current\WindowsUpdate\Auto Update\RebootRequired") {
            $why += 'Windows Update'
        }
        Write-Known 'reboot.pending' (ConvertTo-YesNo ($why.Count -gt 0))
        Write-Known 'reboot.pending.why' $why
    }
}

Write-OperatingSystem
Write-Surroundings
Write-Rights
Write-Cluster
Write-PendingReboot
