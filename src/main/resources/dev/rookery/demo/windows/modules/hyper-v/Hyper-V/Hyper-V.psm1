# The Hyper-V module's cmdlets that Rookery calls, in the files beside this. Parameter sets, enums and their
# numbers are those of module 2.0.0.0; with hyperV.moduleVersion below 2 it is the module of 2012 R2, which
# knows nothing of ExposeVirtualizationExtensions.

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$names = 'Microsoft.HyperV.PowerShell'
Register-MachineEnum -Name "$names.VMState" -Values ([ordered] @{
        Other = 1; Running = 2; Off = 3; Stopping = 4; Saved = 6; Paused = 9; Starting = 10; Reset = 11
        Saving = 32773; Pausing = 32776; Resuming = 32777; FastSaved = 32779; FastSaving = 32780
        ForceShutdown = 32781; ForceReboot = 32782; Hibernated = 32783; ComponentServicing = 32784
        RunningCritical = 32785; OffCritical = 32786; StoppingCritical = 32787; SavedCritical = 32788
        PausedCritical = 32789; StartingCritical = 32790; ResetCritical = 32791; SavingCritical = 32792
        PausingCritical = 32793; ResumingCritical = 32794; FastSavedCritical = 32795; FastSavingCritical = 32796
    })
Register-MachineEnum -Name "$names.OnOffState" -Values ([ordered] @{ On = 0; Off = 1 })
Register-MachineEnum -Name "$names.StartAction" -Values ([ordered] @{ Nothing = 2; StartIfRunning = 3; Start = 4 })
Register-MachineEnum -Name "$names.StopAction" -Values ([ordered] @{ TurnOff = 2; Save = 3; ShutDown = 4 })
Register-MachineEnum -Name "$names.VMReplicationState" -Values ([ordered] @{
        Disabled = 0; ReadyForInitialReplication = 1; InitialReplicationInProgress = 2; WaitingForInitialReplication = 3
        Replicating = 4; PreparedForFailover = 5; FailedOverWaitingCompletion = 6; FailedOver = 7; Suspended = 8; Error = 9
        WaitingForStartResynchronize = 10; Resynchronizing = 11; ResynchronizeSuspended = 12; RecoveryInProgress = 13
        FailbackInProgress = 14; FailbackComplete = 15; WaitingForUpdateCompletion = 16; UpdateError = 17
        WaitingForRepurposeCompletion = 18; PreparedForSyncReplication = 19; PreparedForGroupReverseReplication = 20
        FiredrillInProgress = 21
    })
Register-MachineEnum -Name "$names.VMOperationalStatus" -Values ([ordered] @{
        Ok = 2; Degraded = 3; PredictiveFailure = 5; InService = 11; Dormant = 15; SupportingEntityInError = 16
        ApplyingSnapshot = 23769; CreatingSnapshot = 32768; DeletingSnapshot = 32770; WaitingToStart = 32771
        MergingDisks = 32772; ExportingVirtualMachine = 32773; MigratingVirtualMachine = 32774
        BackingUpVirtualMachine = 32776; ModifyingUpVirtualMachine = 32777; StorageMigrationPhaseOne = 32778
        StorageMigrationPhaseTwo = 32779; MigratingPlannedVm = 32780; CheckingCompatibility = 32781
        ApplicationCriticalState = 32782; CommunicationTimedOut = 32783; CommunicationFailed = 32784
        NoIommu = 32785; NoIovSupportInNic = 32786; SwitchNotInIovMode = 32787; IovBlockedByPolicy = 32788
        IovNoAvailResources = 32789; IovGuestDriversNeeded = 32790; CriticalIoError = 32795
    })
Register-MachineEnum -Name "$names.VMHeartbeatStatus" -Values ([ordered] @{
        Unknown = 0; Disabled = 1; NoContact = 2; Error = 3; LostCommunication = 4; OkApplicationsUnknown = 5
        OkApplicationsHealthy = 6; OkApplicationsCritical = 7; Paused = 8
    })

function ConvertTo-VMEnum {
    param([string] $Type, [string] $Value)

    [enum]::Parse(("Microsoft.HyperV.PowerShell.$Type" -as [type]), $Value)
}

function New-VMTyped {
    param([string] $Type, [Collections.Specialized.OrderedDictionary] $Properties)

    $object = New-Object psobject -Property $Properties
    $object.PSObject.TypeNames.Insert(0, "Microsoft.HyperV.PowerShell.$Type")
    $object
}

function New-VMError {
    param([string] $Id, [string] $Category, [string] $Message, [object] $Target)

    New-MachineError -Id $Id -Category $Category -Message $Message -Target $Target
}

# What stands in the way of any call; $null if nothing does. The text and id of missing rights:
# minikube issue 6732.
function Get-VMRefusal {
    param([psobject] $Machine)

    if (-not $Machine.system.elevated) {
        return New-VMError 'Unspecified' 'NotSpecified' 'You do not have the required permission to complete this task. Contact the administrator of the authorization policy for the computer ''HOST''.'
    }
    $running = @($Machine.services | Where-Object { $_.name -eq 'vmms' -and $_.status -eq 'Running' -and $_.settleReads -le 0 })
    if ($running.Count -eq 0 -or $Machine.refuses -contains 'Get-VM') {
        # unconfirmed: the id.
        return New-VMError 'ObjectNotFound' 'ObjectNotFound' 'Hyper-V encountered an error trying to access an object on computer ''HOST'' because the object was not found.'
    }
}

function Get-HeartbeatName {
    param([psobject] $Vm)

    if ($Vm.state -ne 'Running') {
        'Disabled'
    } elseif ($Vm.shutdownService) {
        'OkApplicationsHealthy'
    } else {
        'NoContact'
    }
}

# Whether the disks of removed checkpoints are still merged.
function Test-Merging {
    param([psobject] $Vm)

    $until = $Vm.PSObject.Properties['mergesUntil']
    $null -ne $until -and [DateTime]::UtcNow.Ticks -lt [long] $until.Value
}

function New-VMObject {
    param([psobject] $Vm)

    $parent = [guid]::Empty
    $parentId = if ([guid]::TryParse("$($Vm.parentCheckpoint)", [ref] $parent)) { $parent } else { $null }
    New-VMTyped 'VirtualMachine' ([ordered] @{
            Id = [guid] $Vm.id
            VMId = [guid] $Vm.id
            Name = [string] $Vm.name
            VMName = [string] $Vm.name
            State = ConvertTo-VMEnum 'VMState' $Vm.state
            OperationalStatus = @(
                ConvertTo-VMEnum 'VMOperationalStatus' 'Ok'
                if (Test-Merging $Vm) { ConvertTo-VMEnum 'VMOperationalStatus' 'MergingDisks' }
            )
            Version = [string] $Vm.version
            Generation = [int] $Vm.generation
            MemoryStartup = [long] $Vm.memoryStartup
            MemoryMinimum = [long] $Vm.memoryMinimum
            MemoryMaximum = [long] $Vm.memoryMaximum
            DynamicMemoryEnabled = [bool] $Vm.dynamicMemory
            MemoryAssigned = [long] $Vm.memoryAssigned
            ProcessorCount = [long] $Vm.processors
            ParentSnapshotId = $parentId
            AutomaticStopAction = ConvertTo-VMEnum 'StopAction' $Vm.automaticStop
            AutomaticStartAction = ConvertTo-VMEnum 'StartAction' $Vm.automaticStart
            IsClustered = [bool] $Vm.clustered
            ReplicationState = ConvertTo-VMEnum 'VMReplicationState' $Vm.replication
            Heartbeat = ConvertTo-VMEnum 'VMHeartbeatStatus' (Get-HeartbeatName $Vm)
        })
}

# The virtual machines of these names or objects, or the errors that the true cmdlet writes.
function Select-Machine {
    param([Management.Automation.PSCmdlet] $Command, [string] $Class, [string[]] $Name, [object[]] $Object)

    $machine = Read-Machine
    $refusal = Get-VMRefusal -Machine $machine
    if ($null -ne $refusal) {
        Write-CommandError -Command $Command -As $Class -Record $refusal
        return
    }
    if ($null -ne $Object) {
        $ids = @($Object | ForEach-Object { "$($_.Id)" })
        return $machine.vms | Where-Object { $ids -contains $_.id }
    }
    foreach ($one in $Name) {
        $found = @($machine.vms | Where-Object { $_.name -like $one })
        if ($found.Count -eq 0 -and $one -notmatch '[*?\[]') {
            Write-CommandError -Command $Command -As $Class -Record (New-VMError 'InvalidParameter' 'InvalidArgument' "Hyper-V was unable to find a virtual machine with name `"$one`"." $one)
        }
        $found
    }
}

# Does $Work to the state of each of these machines and saves it; an error record that the work answers is written
# as the cmdlet's. Nobody else changes the machine meanwhile.
function Edit-Guest {
    param([Management.Automation.PSCmdlet] $Command, [string] $Class, [object[]] $Found, [scriptblock] $Work)

    $name = $Command.MyInvocation.MyCommand.Name
    $said = @{}
    foreach ($parameter in $Command.MyInvocation.BoundParameters.GetEnumerator()) {
        $said[$parameter.Key] = $parameter.Value
        if (@('VM', 'VMNetworkAdapter') -contains $parameter.Key) {
            $said[$parameter.Key] = @($parameter.Value | ForEach-Object { $_.VMName }) -join ','
        }
    }
    Add-MachineCall -Name $name -Arguments $said
    Invoke-MachineHook -Hook "before $name"
    $ids = @($Found | ForEach-Object { $_.id })
    $errors = @()
    $lock = Lock-Machine
    try {
        $machine = Read-Machine
        foreach ($vm in @($machine.vms | Where-Object { $ids -contains $_.id })) {
            $errors += @(& $Work $vm $machine | Where-Object { $_ -is [Management.Automation.ErrorRecord] })
        }
        Save-Machine -Machine $machine
    } finally {
        $lock.Dispose()
    }
    foreach ($record in $errors) {
        Write-CommandError -Command $Command -As $Class -Record $record
    }
    Invoke-MachineHook -Hook "after $name"
}

# unconfirmed: the text for a running machine; the id is that of peers' mocks.
function New-StateError {
    param([psobject] $Vm, [string] $What)

    New-VMError 'InvalidState' 'InvalidOperation' "$What The operation cannot be performed while the virtual machine is in its current state." $Vm.name
}

. (Join-Path $PSScriptRoot 'reading.ps1')
. (Join-Path $PSScriptRoot 'processor.ps1')
. (Join-Path $PSScriptRoot 'changing.ps1')
. (Join-Path $PSScriptRoot 'power.ps1')
