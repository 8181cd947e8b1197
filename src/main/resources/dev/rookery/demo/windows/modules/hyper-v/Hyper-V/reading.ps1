# What the module reads.

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
            $number = -1
            foreach ($adapter in @($one.adapters)) {
                $number++
                if ($adapter.name -notlike $Name) {
                    continue
                }
                New-VMTyped 'VMNetworkAdapter' ([ordered] @{
                        VMId = [guid] $one.id
                        VMName = [string] $one.name
                        Name = [string] $adapter.name
                        MacAddressSpoofing = ConvertTo-VMEnum 'OnOffState' $adapter.spoofing
                        SwitchName = [string] $adapter.switch
                        Number = $number
                        IPAddresses = [string[]] @(if ($one.state -eq 'Running') { $adapter.addresses })
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

function Get-VMIntegrationService {
    [CmdletBinding(DefaultParameterSetName = 'VMName')]
    param(
        [Parameter(ParameterSetName = 'VMName', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
        [ValidateNotNullOrEmpty()]
        [string[]] $VMName,

        [Parameter(ParameterSetName = 'VMObject', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
        [ValidateNotNullOrEmpty()]
        [PSTypeName('Microsoft.HyperV.PowerShell.VirtualMachine')]
        [psobject[]] $VM,

        [Parameter(Position = 1)]
        [ValidateNotNullOrEmpty()]
        [string[]] $Name = @('*')
    )

    process {
        # The names are translated: a script that looks for them finds nothing here.
        $services = @(
            @{ Name = 'Takt'; Number = '84EAAE65-2F2E-45F5-9BB5-0E857DC8EB47' },
            @{ Name = 'Herunterfahren'; Number = '9F8233AC-BE49-4C79-8EE3-E7E1985B2077' })
        foreach ($one in @(Select-Machine -Command $PSCmdlet -Class 'Microsoft.HyperV.PowerShell.Commands.GetVMIntegrationService' -Name $VMName -Object $VM)) {
            foreach ($service in $services) {
                New-VMTyped 'VMIntegrationComponent' ([ordered] @{
                        VMId = [guid] $one.id
                        VMName = [string] $one.name
                        Id = "Microsoft:$("$($one.id)".ToUpperInvariant())\$($service.Number)"
                        Name = $service.Name
                        Enabled = [bool] ($service.Name -eq 'Takt' -or $one.shutdownService)
                    })
            }
        }
    }
}

function Get-VMHostSupportedVersion {
    [CmdletBinding(DefaultParameterSetName = 'ComputerName')]
    param(
        [Parameter(ParameterSetName = 'ComputerName', Position = 0, ValueFromPipeline = $true)]
        [ValidateNotNullOrEmpty()]
        [string[]] $ComputerName,

        [switch] $Default
    )

    process {
        $machine = Read-Machine
        $refusal = Get-VMRefusal -Machine $machine
        if ($null -ne $refusal) {
            Write-CommandError -Command $PSCmdlet -As 'Microsoft.HyperV.PowerShell.Commands.GetVMHostSupportedVersion' -Record $refusal
            return
        }
        $newest = @($machine.hyperV.versions | ForEach-Object { [version] $_ } | Sort-Object)[-1]
        foreach ($version in @($machine.hyperV.versions)) {
            $isDefault = [version] $version -eq $newest
            if ($isDefault -or -not $Default) {
                New-VMTyped 'VMHostSupportedVersion' ([ordered] @{
                        Name = "Version $version"
                        Version = [version] $version
                        IsDefault = $isDefault
                    })
            }
        }
    }
}

function Get-VMSecurity {
    [CmdletBinding(DefaultParameterSetName = 'VMName')]
    param(
        [Parameter(ParameterSetName = 'VMName', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
        [ValidateNotNullOrEmpty()]
        [string[]] $VMName,

        [Parameter(ParameterSetName = 'VMObject', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
        [ValidateNotNullOrEmpty()]
        [PSTypeName('Microsoft.HyperV.PowerShell.VirtualMachine')]
        [psobject[]] $VM
    )

    process {
        foreach ($one in @(Select-Machine -Command $PSCmdlet -Class 'Microsoft.HyperV.PowerShell.Commands.GetVMSecurity' -Name $VMName -Object $VM)) {
            New-VMTyped 'VMSecurity' ([ordered] @{ VMId = [guid] $one.id; VirtualizationBasedSecurityOptOut = [bool] $one.optOut })
        }
    }
}
