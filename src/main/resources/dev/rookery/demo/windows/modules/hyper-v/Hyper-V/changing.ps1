# What the module changes of a machine, its processor and its power apart.

function Set-VMMemory {
    [CmdletBinding(DefaultParameterSetName = 'VMName', SupportsShouldProcess = $true, ConfirmImpact = 'Medium')]
    param(
        [Parameter(ParameterSetName = 'VMName', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
        [ValidateNotNullOrEmpty()]
        [string[]] $VMName,

        [Parameter(ParameterSetName = 'VMObject', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
        [ValidateNotNullOrEmpty()]
        [PSTypeName('Microsoft.HyperV.PowerShell.VirtualMachine')]
        [psobject[]] $VM,

        [bool] $DynamicMemoryEnabled,

        [ValidateNotNull()]
        [Nullable[long]] $MaximumBytes,

        [ValidateNotNull()]
        [Nullable[long]] $StartupBytes,

        [ValidateNotNull()]
        [Nullable[long]] $MinimumBytes
    )

    process {
        $class = 'Microsoft.HyperV.PowerShell.Commands.SetVMMemory'
        $bound = $PSBoundParameters
        $found = @(Select-Machine -Command $PSCmdlet -Class $class -Name $VMName -Object $VM)
        Edit-Guest -Command $PSCmdlet -Class $class -Found $found -Work {
            param($vm)

            # unconfirmed: newer hosts let static memory be changed while the machine runs.
            if ($vm.state -ne 'Off') {
                return New-StateError $vm "Failed to modify device 'Memory'."
            }
            if ($bound.ContainsKey('DynamicMemoryEnabled')) { $vm.dynamicMemory = $bound['DynamicMemoryEnabled'] }
            if ($bound.ContainsKey('MinimumBytes')) { $vm.memoryMinimum = $bound['MinimumBytes'] }
            if ($bound.ContainsKey('MaximumBytes')) { $vm.memoryMaximum = $bound['MaximumBytes'] }
            if ($bound.ContainsKey('StartupBytes')) { $vm.memoryStartup = $bound['StartupBytes'] }
        }
    }
}

function Set-VM {
    [CmdletBinding(DefaultParameterSetName = 'Name', SupportsShouldProcess = $true, ConfirmImpact = 'Medium')]
    param(
        [Parameter(ParameterSetName = 'VMObject', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
        [ValidateNotNullOrEmpty()]
        [PSTypeName('Microsoft.HyperV.PowerShell.VirtualMachine')]
        [psobject[]] $VM,

        [Parameter(ParameterSetName = 'Name', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
        [ValidateNotNullOrEmpty()]
        [string[]] $Name,

        [ValidateSet('Nothing', 'StartIfRunning', 'Start')]
        [string] $AutomaticStartAction
    )

    process {
        $class = 'Microsoft.HyperV.PowerShell.Commands.SetVM'
        $bound = $PSBoundParameters
        $found = @(Select-Machine -Command $PSCmdlet -Class $class -Name $Name -Object $VM)
        Edit-Guest -Command $PSCmdlet -Class $class -Found $found -Work {
            param($vm)

            # unconfirmed: that it may run.
            if ($bound.ContainsKey('AutomaticStartAction')) { $vm.automaticStart = $bound['AutomaticStartAction'] }
        }
    }
}

function Set-VMNetworkAdapter {
    [CmdletBinding(DefaultParameterSetName = 'VMName', SupportsShouldProcess = $true, ConfirmImpact = 'Medium')]
    param(
        [Parameter(ParameterSetName = 'VMName', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
        [ValidateNotNullOrEmpty()]
        [string] $VMName,

        [Parameter(ParameterSetName = 'ResourceObject', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
        [ValidateNotNullOrEmpty()]
        [PSTypeName('Microsoft.HyperV.PowerShell.VMNetworkAdapter')]
        [psobject] $VMNetworkAdapter,

        [Parameter(ParameterSetName = 'VMObject', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
        [ValidateNotNullOrEmpty()]
        [PSTypeName('Microsoft.HyperV.PowerShell.VirtualMachine')]
        [psobject] $VM,

        [Parameter(ParameterSetName = 'VMObject')]
        [Parameter(ParameterSetName = 'VMName')]
        [Alias('VMNetworkAdapterName')]
        [ValidateNotNullOrEmpty()]
        [string] $Name = '*',

        [ValidateSet('On', 'Off')]
        [string] $MacAddressSpoofing
    )

    process {
        $class = 'Microsoft.HyperV.PowerShell.Commands.SetVMNetworkAdapter'
        $objects = if ($null -ne $VMNetworkAdapter) { @(@{ Id = $VMNetworkAdapter.VMId }) } elseif ($null -ne $VM) { @($VM) } else { $null }
        $names = if ($VMName) { @($VMName) } else { @() }
        $number = if ($null -ne $VMNetworkAdapter) { $VMNetworkAdapter.Number } else { -1 }
        $found = @(Select-Machine -Command $PSCmdlet -Class $class -Name $names -Object $objects)
        $spoofing = $MacAddressSpoofing
        $adapterName = $Name
        Edit-Guest -Command $PSCmdlet -Class $class -Found $found -Work {
            param($vm)

            # unconfirmed: that it may run.
            for ($at = 0; $at -lt @($vm.adapters).Count; $at++) {
                $adapter = @($vm.adapters)[$at]
                if ($spoofing -and ($at -eq $number -or ($number -lt 0 -and $adapter.name -like $adapterName)) -and -not $adapter.stuck) {
                    $adapter.spoofing = $spoofing
                }
            }
        }
    }
}

function Update-VMVersion {
    [CmdletBinding(DefaultParameterSetName = 'Name', SupportsShouldProcess = $true, ConfirmImpact = 'High')]
    param(
        [Parameter(ParameterSetName = 'Name', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
        [ValidateNotNullOrEmpty()]
        [string[]] $Name,

        [Parameter(ParameterSetName = 'VMObject', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
        [ValidateNotNullOrEmpty()]
        [PSTypeName('Microsoft.HyperV.PowerShell.VirtualMachine')]
        [psobject[]] $VM,

        [switch] $Force,

        [switch] $AsJob
    )

    process {
        $class = 'Microsoft.HyperV.PowerShell.Commands.UpdateVMVersion'
        $found = @(Select-Machine -Command $PSCmdlet -Class $class -Name $Name -Object $VM)
        Edit-Guest -Command $PSCmdlet -Class $class -Found $found -Work {
            param($vm, $machine)

            if ($vm.state -ne 'Off' -or @($vm.checkpoints).Count -gt 0 -or (Test-Merging $vm)) {
                return New-StateError $vm "'$($vm.name)' failed to upgrade the configuration version."
            }
            $vm.version = "$(@($machine.hyperV.versions | ForEach-Object { [version] $_ } | Sort-Object)[-1])"
        }
    }
}

function Remove-VMSavedState {
    [CmdletBinding(DefaultParameterSetName = 'VMName', SupportsShouldProcess = $true, ConfirmImpact = 'Medium')]
    param(
        [Parameter(ParameterSetName = 'VMObject', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
        [ValidateNotNullOrEmpty()]
        [PSTypeName('Microsoft.HyperV.PowerShell.VirtualMachine')]
        [psobject[]] $VM,

        [Parameter(ParameterSetName = 'VMName', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
        [ValidateNotNullOrEmpty()]
        [string[]] $VMName
    )

    process {
        $class = 'Microsoft.HyperV.PowerShell.Commands.RemoveVMSavedState'
        $found = @(Select-Machine -Command $PSCmdlet -Class $class -Name $VMName -Object $VM)
        Edit-Guest -Command $PSCmdlet -Class $class -Found $found -Work {
            param($vm)

            if ($vm.state -ne 'Saved') {
                return New-StateError $vm "'$($vm.name)' failed to delete its saved state."
            }
            $vm.state = 'Off'
        }
    }
}

function Remove-VMSnapshot {
    [CmdletBinding(DefaultParameterSetName = 'SnapshotName', SupportsShouldProcess = $true, ConfirmImpact = 'Medium')]
    param(
        [Parameter(ParameterSetName = 'VMObject', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
        [ValidateNotNullOrEmpty()]
        [PSTypeName('Microsoft.HyperV.PowerShell.VirtualMachine')]
        [psobject[]] $VM,

        [Parameter(ParameterSetName = 'SnapshotName', Mandatory = $true, Position = 0)]
        [ValidateNotNullOrEmpty()]
        [string[]] $VMName
    )

    process {
        $class = 'Microsoft.HyperV.PowerShell.Commands.RemoveVMSnapshot'
        $found = @(Select-Machine -Command $PSCmdlet -Class $class -Name $VMName -Object $VM)
        Edit-Guest -Command $PSCmdlet -Class $class -Found $found -Work {
            param($vm)

            $vm.checkpoints = @()
            $seconds = $vm.PSObject.Properties['mergeSeconds']
            if ($null -ne $seconds) {
                $vm | Add-Member -Force -NotePropertyName 'mergesUntil' -NotePropertyValue ([DateTime]::UtcNow.AddSeconds([double] $seconds.Value).Ticks)
            }
        }
    }
}

function Set-VMSecurity {
    [CmdletBinding(DefaultParameterSetName = 'VMName', SupportsShouldProcess = $true, ConfirmImpact = 'Medium')]
    param(
        [Parameter(ParameterSetName = 'VMObject', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
        [ValidateNotNullOrEmpty()]
        [PSTypeName('Microsoft.HyperV.PowerShell.VirtualMachine')]
        [psobject[]] $VM,

        [Parameter(ParameterSetName = 'VMName', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
        [ValidateNotNullOrEmpty()]
        [string[]] $VMName,

        [bool] $VirtualizationBasedSecurityOptOut
    )

    process {
        $class = 'Microsoft.HyperV.PowerShell.Commands.SetVMSecurity'
        $optOut = $VirtualizationBasedSecurityOptOut
        $found = @(Select-Machine -Command $PSCmdlet -Class $class -Name $VMName -Object $VM)
        Edit-Guest -Command $PSCmdlet -Class $class -Found $found -Work {
            param($vm)

            if ($vm.state -ne 'Off') {
                return New-StateError $vm "'$($vm.name)' failed to modify its security settings."
            }
            $vm.optOut = $optOut
        }
    }
}
