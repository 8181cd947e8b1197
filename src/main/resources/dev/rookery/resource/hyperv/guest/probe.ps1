# What is observed of the guests of a Hyper-V host. Reads only; needs resource/hyperv/feature/probe.ps1 before it.
#
#   hyperv.versions     the configuration versions that guests may have here; unknown where they cannot be read
#   vm                  a line for each virtual machine, its id; none if there are none; unknown if the
#                       feature is there and its guests cannot be read
#   vm.ID.name  vm.ID.state  vm.ID.version  vm.ID.generation (1, 2)
#   vm.ID.memory.startup  vm.ID.memory.assigned (bytes)  vm.ID.memory.dynamic (yes, no)
#   vm.ID.processors    how many
#   vm.ID.nested        yes or no: ExposeVirtualizationExtensions, which modules before 2016 do not have
#   vm.ID.adapter.N.name  vm.ID.adapter.N.spoofing (on, off)   N counts from 0
#   vm.ID.adapter.N.address   a line for each address that the integration services tell of; or none
#   vm.ID.adapter       unknown, where the adapters cannot be read
#   vm.ID.checkpoints   how many
#   vm.ID.parent-checkpoint   its id; or none
#   vm.ID.automatic-stop (TurnOff, Save, ShutDown)  vm.ID.automatic-start (Nothing, StartIfRunning, Start)
#   vm.ID.clustered (yes, no)  vm.ID.replication   such as Disabled
#   vm.ID.heartbeat     such as OkApplicationsHealthy, NoContact
#   vm.ID.shutdown-service   yes or no: whether the guest can be shut down by the integration services
#   vm.ID.job           of a job of Rookery that is not done with it: running, or left where its process is
#                       gone; else none
#   vm.ID.job.run  vm.ID.job.phase   whose it is, and what it did last
#   vm.ID.job.state     the state that the guest had before it
#
# Enums are said by name: their numbers are not what one expects (OnOffState: On is 0).

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
            Invoke-Observation @("$Key.adapter.$number.address") {
                Write-Known "$Key.adapter.$number.address" $adapter.IPAddresses
            }
            $number++
        }
        if ($number -eq 0) {
            Write-None "$Key.adapter"
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

# The names of services are translated; their ids end with the same number everywhere.
function Write-GuestShutdown {
    param([string] $Key, [string] $Id, [hashtable] $Parts)

    Invoke-Observation @("$Key.shutdown-service") {
        $services = @(Get-PartsOf $Parts $Id | Where-Object { "$($_.Id)" -like '*9F8233AC-BE49-4C79-8EE3-E7E1985B2077' })
        if ($services.Count -eq 0) {
            throw 'there is no such service'
        }
        Write-Known "$Key.shutdown-service" (ConvertTo-YesNo $services[0].Enabled)
    }
}

# The last value of each field of a job's journal; a line without its end does not count.
function Read-JobJournal {
    param([string] $Path)

    $fields = @{ state = ''; phase = ''; run = ''; ended = '' }
    $file = [IO.File]::Open($Path, 'Open', 'Read', 'ReadWrite, Delete')
    try {
        $lines = @((New-Object IO.StreamReader($file)).ReadToEnd() -split "`n")
    } finally {
        $file.Dispose()
    }
    for ($at = 0; $at -lt $lines.Count - 1; $at++) {
        $name, $value = $lines[$at] -split ' ', 2
        $fields[$name] = "$value"
    }
    $fields
}

function Test-JobRuns {
    param([string] $Path)

    if (-not [IO.File]::Exists($Path)) {
        return $false
    }
    try {
        [IO.File]::Open($Path, 'Open', 'Read', 'Read').Dispose()
        $false
    } catch [IO.IOException] {
        $true
    }
}

# Whether a job runs is asked before its journal is read: one that ends in between has said so by then.
function Write-GuestJob {
    param([string] $Key, [string] $Id)

    Invoke-Observation @("$Key.job") {
        $folder = Join-Path (Join-Path $env:ProgramData 'Rookery') 'guests'
        $runs = Test-JobRuns (Join-Path $folder "$Id.job")
        $path = Join-Path $folder "$Id.journal"
        if (-not [IO.File]::Exists($path)) {
            Write-None "$Key.job"
            return
        }
        $journal = Read-JobJournal $path
        if ($journal['ended'] -eq 'yes' -or -not $journal['state']) {
            Write-None "$Key.job"
            return
        }
        if ($runs) {
            Write-Known "$Key.job" 'running'
        } else {
            Write-Known "$Key.job" 'left'
        }
        foreach ($field in @('run', 'phase', 'state')) {
            Write-Known "$Key.job.$field" $journal[$field]
        }
    }
}

# Each value by itself: a property that an old version does not have is unknown, and nothing else is.
function Write-Guest {
    param([object] $Vm, [hashtable] $Parts)

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
        'heartbeat' = { "$($Vm.Heartbeat)" }
    }
    foreach ($name in $values.Keys) {
        try {
            Write-Known "$key.$name" (& $values[$name])
        } catch {
            Write-Unknown "$key.$name" (Get-WhyNot $_)
        }
    }
    Write-GuestProcessor -Key $key -Id "$($Vm.Id)" -Parts $Parts.Processors
    Write-GuestAdapters -Key $key -Id "$($Vm.Id)" -Parts $Parts.Adapters
    Write-GuestCheckpoints -Key $key -Vm $Vm -Parts $Parts.Checkpoints
    Write-GuestShutdown -Key $key -Id "$($Vm.Id)" -Parts $Parts.Services
    Write-GuestJob -Key $key -Id $id
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
    Invoke-Observation @('hyperv.versions') {
        Write-Known 'hyperv.versions' @(Get-VMHostSupportedVersion -ErrorAction Stop | ForEach-Object { "$($_.Version)" })
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
    $parts = @{
        Processors = Get-Parts 'Get-VMProcessor' $all
        Adapters = Get-Parts 'Get-VMNetworkAdapter' $all
        Checkpoints = Get-Parts 'Get-VMSnapshot' $all
        Services = Get-Parts 'Get-VMIntegrationService' $all
    }
    foreach ($one in $all) {
        Write-Guest -Vm $one -Parts $parts
    }
}

Write-Guests -Seen $hyperVSeen -Module $hyperVModule
