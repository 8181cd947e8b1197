# What is observed of Hyper-V and its guests. Reads only; needs say.ps1 and facts/probe.ps1 before it.
#
#   hyperv.feature      the state of the optional feature Microsoft-Hyper-V, such as Enabled; none where
#                       this edition of Windows lacks it
#   hyperv.role         the server role's state, such as Installed; none where there are no roles
#   hyperv.module       yes or no: whether the Hyper-V module for PowerShell can be loaded
#   service.vmms        the state of the Virtual Machine Management service, such as Running; or none
#   service.vmms.start  how it is started, such as Automatic or Disabled; not said where there is none
#   hyperv.offer-nested denied where the boot configuration has OFFERNESTEDVIRT=FALSE, else default
#   hyperv.restarted    yes where Rookery restarted the machine into this boot, else no; not said where it
#                       never did
#   vm                  a line for each virtual machine, its id; none if there are none; unknown if the
#                       feature is there and its guests cannot be read
#   vm.ID.name  vm.ID.state  vm.ID.version  vm.ID.generation (1, 2)
#   vm.ID.memory.startup  vm.ID.memory.assigned (bytes)  vm.ID.memory.dynamic (yes, no)
#   vm.ID.processors    how many
#   vm.ID.nested        yes or no: ExposeVirtualizationExtensions, which modules before 2016 do not have
#   vm.ID.adapter.N.name  vm.ID.adapter.N.spoofing (on, off)   N counts from 0
#   vm.ID.adapter       unknown, where the adapters cannot be read
#   vm.ID.checkpoints   how many
#   vm.ID.parent-checkpoint   its id; or none
#   vm.ID.automatic-stop (TurnOff, Save, ShutDown)  vm.ID.automatic-start (Nothing, StartIfRunning, Start)
#   vm.ID.clustered (yes, no)  vm.ID.replication   such as Disabled
#
# Enums are said by name: their numbers are not what one expects (OnOffState: On is 0).

# An unknown name is no answer in some versions and an error in others: there the list of all tells.
function Get-HyperVFeature {
    try {
        Get-WindowsOptionalFeature -Online -FeatureName 'Microsoft-Hyper-V' -ErrorAction Stop
    } catch {
        $all = @(Get-WindowsOptionalFeature -Online -ErrorAction Stop)
        if (@($all | Where-Object { $_.FeatureName -eq 'Microsoft-Hyper-V' }).Count -gt 0) {
            throw
        }
    }
}

function Write-HyperVFeature {
    Invoke-Observation @('hyperv.feature') {
        $feature = Get-HyperVFeature | Select-Object -First 1
        if ($null -eq $feature) {
            Write-None 'hyperv.feature'
        } else {
            Write-Known 'hyperv.feature' "$($feature.State)"
        }
    }
}

# Looking for one module is much quicker than for a command that none has.
function Test-Module {
    param([string] $Name)

    try {
        Import-Module -Name $Name -ErrorAction Stop
        $true
    } catch {
        $false
    }
}

# A client may have the cmdlet with the remote administration tools; it refuses to look at a client.
function Write-HyperVRole {
    Invoke-Observation @('hyperv.role') {
        if (-not (Test-Module 'ServerManager')) {
            Write-None 'hyperv.role'
            return
        }
        $role = Get-WindowsFeature -Name 'Hyper-V' -ErrorAction Stop | Select-Object -First 1
        if ($null -eq $role) {
            Write-None 'hyperv.role'
        } else {
            Write-Known 'hyperv.role' "$($role.InstallState)"
        }
    }
}

function Write-Vmms {
    Invoke-Observation @('service.vmms') {
        $service = @(Get-Service -ErrorAction Stop | Where-Object { $_.Name -eq 'vmms' })
        if ($service.Count -eq 0) {
            Write-None 'service.vmms'
            return
        }
        Write-Known 'service.vmms' "$($service[0].Status)"
        Invoke-Observation @('service.vmms.start') {
            Write-Known 'service.vmms.start' "$($service[0].StartType)"
        }
    }
}

# The names of boot elements are not translated. Without an administrator's rights there is no answer.
function Write-BootConfiguration {
    Invoke-Observation @('hyperv.offer-nested') {
        $ErrorActionPreference = 'Continue'
        $lines = @(& bcdedit.exe '/enum' '{current}' 2>$null)
        if ($LASTEXITCODE -ne 0) {
            throw "bcdedit.exe ended with $LASTEXITCODE"
        }
        $options = @($lines | Where-Object { $_ -match '^hypervisorloadoptions\s' })
        if (@($options | Where-Object { $_ -match '\bOFFERNESTEDVIRT\s*=\s*FALSE\b' }).Count -gt 0) {
            Write-Known 'hyperv.offer-nested' 'denied'
        } else {
            Write-Known 'hyperv.offer-nested' 'default'
        }
    }
}

# What a cmdlet says of all virtual machines, by their ids. They are asked for at once; one at a time only
# where that fails, so that one that has just gone makes nothing else unknown. `Why` has the failures.
function Get-Parts {
    param([string] $Command, [object[]] $Vms)

    $parts = @{ Why = @{} }
    foreach ($vm in $Vms) {
        $parts["$($vm.Id)"] = @()
    }
    try {
        foreach ($part in @(& $Command -VM $Vms -ErrorAction Stop)) {
            $parts["$($part.VMId)"] += $part
        }
        return $parts
    } catch {
        $parts.Why['all'] = Get-WhyNot $_
    }
    foreach ($vm in $Vms) {
        try {
            $parts["$($vm.Id)"] = @(& $Command -VM $vm -ErrorAction Stop)
        } catch {
            $parts.Why["$($vm.Id)"] = Get-WhyNot $_
        }
    }
    $parts
}

function Get-PartsOf {
    param([hashtable] $Parts, [string] $Id)

    if ($Parts.Why.ContainsKey($Id)) {
        throw $Parts.Why[$Id]
    }
    $Parts[$Id]
}

function Write-GuestProcessor {
    param([string] $Key, [string] $Id, [hashtable] $Parts)

    Invoke-Observation @("$Key.nested") {
        $processor = @(Get-PartsOf $Parts $Id)[0]
        $exposed = $processor.PSObject.Properties['ExposeVirtualizationExtensions']
        if ($null -eq $exposed) {
            Write-Unknown "$Key.nested" 'this version of Hyper-V has no ExposeVirtualizationExtensions'
        } else {
            Write-Known "$Key.nested" (ConvertTo-YesNo $exposed.Value)
        }
    }
}

function Write-GuestAdapters {
    param([string] $Key, [string] $Id, [hashtable] $Parts)

    Invoke-Observation @("$Key.adapter") {
        $number = 0
        foreach ($adapter in @(Get-PartsOf $Parts $Id)) {
            Write-Known "$Key.adapter.$number.name" "$($adapter.Name)"
            Write-Known "$Key.adapter.$number.spoofing" "$($adapter.MacAddressSpoofing)".ToLowerInvariant()
            $number++
        }
    }
}

function Write-GuestCheckpoints {
    param([string] $Key, [object] $Vm, [hashtable] $Parts)

    Invoke-Observation @("$Key.checkpoints") {
        Write-Known "$Key.checkpoints" @(Get-PartsOf $Parts "$($Vm.Id)").Count
    }
    Invoke-Observation @("$Key.parent-checkpoint") {
        if ($null -eq $Vm.ParentSnapshotId) {
            Write-None "$Key.parent-checkpoint"
        } else {
            Write-Known "$Key.parent-checkpoint" "$($Vm.ParentSnapshotId)"
        }
    }
}

# Each value by itself: a property that an old version does not have is unknown, and nothing else is.
function Write-Guest {
    param([object] $Vm, [hashtable] $Processors, [hashtable] $Adapters, [hashtable] $Checkpoints)

    $id = "$($Vm.Id)".ToLowerInvariant()
    $key = "vm.$id"
    Write-Known 'vm' $id
    $values = [ordered] @{
        'name' = { "$($Vm.Name)" }
        'state' = { "$($Vm.State)" }
        'version' = { "$($Vm.Version)" }
        'generation' = { "$($Vm.Generation)" }
        'memory.startup' = { "$($Vm.MemoryStartup)" }
        'memory.assigned' = { "$($Vm.MemoryAssigned)" }
        'memory.dynamic' = { ConvertTo-YesNo $Vm.DynamicMemoryEnabled }
        'processors' = { "$($Vm.ProcessorCount)" }
        'automatic-stop' = { "$($Vm.AutomaticStopAction)" }
        'automatic-start' = { "$($Vm.AutomaticStartAction)" }
        'clustered' = { ConvertTo-YesNo $Vm.IsClustered }
        'replication' = { "$($Vm.ReplicationState)" }
    }
    foreach ($name in $values.Keys) {
        try {
            Write-Known "$key.$name" (& $values[$name])
        } catch {
            Write-Unknown "$key.$name" (Get-WhyNot $_)
        }
    }
    Write-GuestProcessor -Key $key -Id "$($Vm.Id)" -Parts $Processors
    Write-GuestAdapters -Key $key -Id "$($Vm.Id)" -Parts $Adapters
    Write-GuestCheckpoints -Key $key -Vm $Vm -Parts $Checkpoints
}

# Where the feature is disabled or its service is missing no guest is there. Else a module that is missing
# or refuses says nothing of them.
function Write-Guests {
    param([string[]] $Seen, [bool] $Module)

    if (@($Seen | Where-Object { $_ -match '^(hyperv\.feature(~|=Disabled)|service\.vmms~)' }).Count -gt 0) {
        Write-None 'vm'
        return
    }
    if (-not $Module) {
        Write-Unknown 'vm' 'the Hyper-V module for PowerShell cannot be loaded'
        return
    }
    try {
        $all = @(Get-VM -ErrorAction Stop)
    } catch {
        Write-Unknown 'vm' (Get-WhyNot $_)
        return
    }
    if ($all.Count -eq 0) {
        Write-None 'vm'
        return
    }
    $processors = Get-Parts 'Get-VMProcessor' $all
    $adapters = Get-Parts 'Get-VMNetworkAdapter' $all
    $checkpoints = Get-Parts 'Get-VMSnapshot' $all
    foreach ($one in $all) {
        Write-Guest -Vm $one -Processors $processors -Adapters $adapters -Checkpoints $checkpoints
    }
}

function Write-HyperV {
    $seen = @(Write-HyperVFeature) + @(Write-HyperVRole) + @(Write-Vmms)
    $seen
    $module = Test-Module 'Hyper-V'
    Write-Known 'hyperv.module' (ConvertTo-YesNo $module)
    Write-BootConfiguration
    Write-Guests -Seen $seen -Module $module
}

# A restart that Rookery asks for leaves the moment of asking; this boot is its own if it came soon after.
function Write-HyperVRestart {
    $file = Join-Path (Join-Path $env:ProgramData 'Rookery') 'restarted'
    if (-not (Test-Path -LiteralPath $file)) {
        return
    }
    Invoke-Observation @('hyperv.restarted') {
        $asked = [DateTime]::Parse([IO.File]::ReadAllText($file), [cultureinfo]::InvariantCulture, 'RoundtripKind')
        $booted = (Get-CimInstance -ClassName 'Win32_OperatingSystem').LastBootUpTime.ToUniversalTime()
        $after = ($booted - $asked).TotalMinutes
        if ($after -ge 0 -and $after -lt 60) {
            Write-Known 'hyperv.restarted' 'yes'
        } else {
            Write-Known 'hyperv.restarted' 'no'
        }
    }
}

Write-HyperV
Write-HyperVRestart
