# The Hyper-V module's reading cmdlets, and Set-VMProcessor. Parameter sets, enums and their numbers are
# those of module 2.0.0.0; with hyperV.moduleVersion below 2 it is the module of 2012 R2, which knows
# nothing of ExposeVirtualizationExtensions.

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$names = 'Microsoft.HyperV.PowerShell'
Register-MachineEnum -Name "$names.VMState" -Values ([ordered] @{
        Other = 1; Running = 2; Off = 3; Stopping = 4; Saved = 6; Paused = 9; Starting = 10; Reset = 11
        Saving = 32773; Pausing = 32776; Resuming = 32777; FastSaved = 32779; FastSaving = 32780
        ForceShutdown = 32781; ForceReboot = 32782; Hibernated = 32783; ComponentServicing = 32784
        RunningCritical = 32785; OffCritical = 32786
    })
Register-MachineEnum -Name "$names.OnOffState" -Values ([ordered] @{ On = 0; Off = 1 })
Register-MachineEnum -Name "$names.StartAction" -Values ([ordered] @{ Nothing = 2; StartIfRunning = 3; Start = 4 })
Register-MachineEnum -Name "$names.StopAction" -Values ([ordered] @{ TurnOff = 2; Save = 3; ShutDown = 4 })
# unconfirmed: the numbers.
Register-MachineEnum -Name "$names.VMReplicationState" -Values ([ordered] @{
        Disabled = 0; ReadyForInitialReplication = 1; Replicating = 4; Suspended = 7
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
            Version = [string] $Vm.version
            Generation = [int] $Vm.generation
            MemoryStartup = [long] $Vm.memoryStartup
            DynamicMemoryEnabled = [bool] $Vm.dynamicMemory
            MemoryAssigned = [long] $Vm.memoryAssigned
            ProcessorCount = [long] $Vm.processors
            ParentSnapshotId = $parentId
            AutomaticStopAction = ConvertTo-VMEnum 'StopAction' $Vm.automaticStop
            AutomaticStartAction = ConvertTo-VMEnum 'StartAction' $Vm.automaticStart
            IsClustered = [bool] $Vm.clustered
            ReplicationState = ConvertTo-VMEnum 'VMReplicationState' $Vm.replication
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

function Get-VM {
    [CmdletBinding(DefaultParameterSetName = 'Name')]
    param(
        [Parameter(ParameterSetName = 'Name', Position = 0, ValueFromPipeline = $true)]
        [Alias('VMName')]
        [ValidateNotNullOrEmpty()]
        [string[]] $Name = @('*'),

        [Parameter(ParameterSetName = 'Name')]
        [Parameter(ParameterSetName = 'Id')]
        [ValidateNotNullOrEmpty()]
        [string[]] $ComputerName,

        [Parameter(ParameterSetName = 'Name')]
        [Parameter(ParameterSetName = 'Id')]
        [ValidateNotNullOrEmpty()]
        [pscredential[]] $Credential,

        [Parameter(ParameterSetName = 'Id', Position = 0, ValueFromPipeline = $true, ValueFromPipelineByPropertyName = $true)]
        [ValidateNotNull()]
        [Nullable[guid]] $Id
    )

    process {
        $class = 'Microsoft.HyperV.PowerShell.Commands.GetVM'
        $found = @(Select-Machine -Command $PSCmdlet -Class $class -Name $Name)
        if ($PSCmdlet.ParameterSetName -eq 'Id') {
            $found = @($found | Where-Object { $_.id -eq "$Id" })
            if ($found.Count -eq 0) {
                Write-CommandError -Command $PSCmdlet -As $class -Record (New-VMError 'InvalidParameter' 'InvalidArgument' "Hyper-V was unable to find a virtual machine with Id `"$Id`"." $Id)
            }
        }
        $found | ForEach-Object { New-VMObject -Vm $_ }
    }
}

function Get-VMProcessor {
    [CmdletBinding(DefaultParameterSetName = 'VMName')]
    param(
        [Parameter(ParameterSetName = 'VMName')]
        [ValidateNotNullOrEmpty()]
        [string[]] $ComputerName,

        [Parameter(ParameterSetName = 'VMName', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
        [ValidateNotNullOrEmpty()]
        [string[]] $VMName,

        [Parameter(ParameterSetName = 'VMObject', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
        [ValidateNotNullOrEmpty()]
        [PSTypeName('Microsoft.HyperV.PowerShell.VirtualMachine')]
        [psobject[]] $VM
    )

    process {
        $old = (Read-Machine).hyperV.moduleVersion -lt 2
        foreach ($one in @(Select-Machine -Command $PSCmdlet -Class 'Microsoft.HyperV.PowerShell.Commands.GetVMProcessor' -Name $VMName -Object $VM)) {
            $properties = [ordered] @{
                VMId = [guid] $one.id
                VMName = [string] $one.name
                Count = [long] $one.processors
                CompatibilityForMigrationEnabled = $false
            }
            if (-not $old) {
                $properties['ExposeVirtualizationExtensions'] = [bool] $one.nested
            }
            New-VMTyped 'VMProcessor' $properties
        }
    }
}

function Get-VMNetworkAdapter {
    [CmdletBinding(DefaultParameterSetName = 'VMName')]
    param(
        [Parameter(ParameterSetName = 'VMName')]
        [Parameter(ParameterSetName = 'VMObject')]
        [bool] $IsLegacy,

        [Parameter(ParameterSetName = 'VMObject', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
        [ValidateNotNullOrEmpty()]
        [PSTypeName('Microsoft.HyperV.PowerShell.VirtualMachine')]
        [psobject[]] $VM,

        [Parameter(ParameterSetName = 'VMName', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
        [ValidateNotNullOrEmpty()]
        [string[]] $VMName,

        [Parameter(Position = 1)]
        [Alias('VMNetworkAdapterName')]
        [string] $Name = '*',

        [Parameter(ParameterSetName = 'All', Mandatory = $true)]
        [switch] $All,

        [Parameter(ParameterSetName = 'ManagementOS', Mandatory = $true)]
        [switch] $ManagementOS,

        [Parameter(ParameterSetName = 'ManagementOS')]
        [ValidateNotNullOrEmpty()]
        [string] $SwitchName
    )

    process {
        if ($ManagementOS) {
            return
        }
        $names = if ($All) { @('*') } else { $VMName }
        foreach ($one in @(Select-Machine -Command $PSCmdlet -Class 'Microsoft.HyperV.PowerShell.Commands.GetVMNetworkAdapter' -Name $names -Object $VM)) {
            foreach ($adapter in @($one.adapters | Where-Object { $_.name -like $Name })) {
                New-VMTyped 'VMNetworkAdapter' ([ordered] @{
                        VMId = [guid] $one.id
                        VMName = [string] $one.name
                        Name = [string] $adapter.name
                        MacAddressSpoofing = ConvertTo-VMEnum 'OnOffState' $adapter.spoofing
                        SwitchName = [string] $adapter.switch
                    })
            }
        }
    }
}

function Get-VMSnapshot {
    [Alias('Get-VMCheckpoint')]
    [CmdletBinding(DefaultParameterSetName = 'VMName')]
    param(
        [Parameter(ParameterSetName = 'VMName', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
        [ValidateNotNullOrEmpty()]
        [string[]] $VMName,

        [Parameter(ParameterSetName = 'VMObject', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
        [ValidateNotNullOrEmpty()]
        [PSTypeName('Microsoft.HyperV.PowerShell.VirtualMachine')]
        [psobject[]] $VM,

        [Parameter(ParameterSetName = 'VMName', Position = 1)]
        [Parameter(ParameterSetName = 'VMObject', Position = 1)]
        [ValidateNotNullOrEmpty()]
        [string] $Name = '*'
    )

    process {
        foreach ($one in @(Select-Machine -Command $PSCmdlet -Class 'Microsoft.HyperV.PowerShell.Commands.GetVMSnapshot' -Name $VMName -Object $VM)) {
            foreach ($checkpoint in @($one.checkpoints | Where-Object { $_ -like $Name })) {
                New-VMTyped 'VMSnapshot' ([ordered] @{ VMId = [guid] $one.id; VMName = [string] $one.name; Name = [string] $checkpoint })
            }
        }
    }
}

function Get-VMHost {
    [CmdletBinding(DefaultParameterSetName = 'ComputerName')]
    param(
        [Parameter(ParameterSetName = 'ComputerName', Position = 0, ValueFromPipeline = $true)]
        [ValidateNotNullOrEmpty()]
        [string[]] $ComputerName
    )

    process {
        $machine = Read-Machine
        $refusal = Get-VMRefusal -Machine $machine
        if ($null -ne $refusal) {
            Write-CommandError -Command $PSCmdlet -As 'Microsoft.HyperV.PowerShell.Commands.GetVMHost' -Record $refusal
            return
        }
        New-VMTyped 'VMHost' ([ordered] @{
                Name = 'HOST'
                LogicalProcessorCount = [long] $machine.cpu.logical
                MemoryCapacity = [long] $machine.system.memory
                VirtualMachineMigrationEnabled = $false
            })
    }
}

function Get-VMSwitch {
    [CmdletBinding(DefaultParameterSetName = 'Name')]
    param(
        [Parameter(ParameterSetName = 'Name', Position = 0)]
        [Alias('SwitchName')]
        [ValidateNotNullOrEmpty()]
        [string] $Name = '*',

        [ValidateNotNullOrEmpty()]
        [string[]] $ComputerName
    )

    process {
        $machine = Read-Machine
        $refusal = Get-VMRefusal -Machine $machine
        if ($null -ne $refusal) {
            Write-CommandError -Command $PSCmdlet -As 'Microsoft.HyperV.PowerShell.Commands.GetVMSwitch' -Record $refusal
            return
        }
        $used = @($machine.vms | ForEach-Object { $_.adapters } | ForEach-Object { $_.switch } | Where-Object { $_ } | Sort-Object -Unique)
        foreach ($switch in @($used | Where-Object { $_ -like $Name })) {
            New-VMTyped 'VMSwitch' ([ordered] @{ Name = [string] $switch })
        }
    }
}

# Only a machine that is off can be changed: peers' issues about W1.
function Set-Processor {
    param([Management.Automation.PSCmdlet] $Command, [object[]] $Found, [hashtable] $Bound)

    $class = 'Microsoft.HyperV.PowerShell.Commands.SetVMProcessor'
    $machine = Read-Machine
    foreach ($vm in @($machine.vms | Where-Object { @($Found | ForEach-Object { $_.id }) -contains $_.id })) {
        if ($vm.state -ne 'Off') {
            # unconfirmed: the text for a running machine.
            Write-CommandError -Command $Command -As $class -Record (New-VMError 'InvalidState' 'InvalidOperation' "Failed to modify device 'Processor'. The operation cannot be performed while the virtual machine is in its current state.")
            continue
        }
        if ($Bound.ContainsKey('Count')) {
            $vm.processors = [long] $Bound['Count']
        }
        if ($Bound.ContainsKey('ExposeVirtualizationExtensions')) {
            $vm.nested = [bool] $Bound['ExposeVirtualizationExtensions']
        }
    }
    Save-Machine -Machine $machine
}

if ((Read-Machine).hyperV.moduleVersion -lt 2) {
    function Set-VMProcessor {
        [CmdletBinding(DefaultParameterSetName = 'VMName', SupportsShouldProcess = $true, ConfirmImpact = 'Medium')]
        param(
            [Parameter(ParameterSetName = 'VMName', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
            [ValidateNotNullOrEmpty()]
            [string[]] $VMName,

            [Parameter(ParameterSetName = 'VMObject', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
            [ValidateNotNullOrEmpty()]
            [PSTypeName('Microsoft.HyperV.PowerShell.VirtualMachine')]
            [psobject[]] $VM,

            [ValidateNotNull()]
            [Nullable[long]] $Count
        )

        process {
            Add-MachineCall -Name 'Set-VMProcessor' -Arguments $PSBoundParameters
            $found = @(Select-Machine -Command $PSCmdlet -Class 'Microsoft.HyperV.PowerShell.Commands.SetVMProcessor' -Name $VMName -Object $VM)
            Set-Processor -Command $PSCmdlet -Found $found -Bound $PSBoundParameters
        }
    }
} else {
    function Set-VMProcessor {
        [CmdletBinding(DefaultParameterSetName = 'VMName', SupportsShouldProcess = $true, ConfirmImpact = 'Medium')]
        param(
            [Parameter(ParameterSetName = 'VMName', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
            [ValidateNotNullOrEmpty()]
            [string[]] $VMName,

            [Parameter(ParameterSetName = 'VMObject', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
            [ValidateNotNullOrEmpty()]
            [PSTypeName('Microsoft.HyperV.PowerShell.VirtualMachine')]
            [psobject[]] $VM,

            [ValidateNotNull()]
            [Nullable[long]] $Count,

            [ValidateNotNull()]
            [Nullable[bool]] $CompatibilityForMigrationEnabled,

            [ValidateNotNull()]
            [Nullable[bool]] $ExposeVirtualizationExtensions
        )

        process {
            Add-MachineCall -Name 'Set-VMProcessor' -Arguments $PSBoundParameters
            $found = @(Select-Machine -Command $PSCmdlet -Class 'Microsoft.HyperV.PowerShell.Commands.SetVMProcessor' -Name $VMName -Object $VM)
            Set-Processor -Command $PSCmdlet -Found $found -Bound $PSBoundParameters
        }
    }
}
