# Set-VMProcessor, as it is in module 2 and in that of 2012 R2.

# Only a machine that is off can be changed: peers' issues about W1. The id NotSupported is that of
# Virtualization-Documentation 308.
function Set-Processor {
    param([Management.Automation.PSCmdlet] $Command, [object[]] $Found, [hashtable] $Bound)

    Edit-Guest -Command $Command -Class 'Microsoft.HyperV.PowerShell.Commands.SetVMProcessor' -Found $Found -Work {
        param($vm, $machine)

        if ($vm.state -ne 'Off') {
            return New-StateError $vm "Failed to modify device 'Processor'."
        }
        if ($Bound.ContainsKey('Count')) {
            if ($Bound['Count'] -gt $machine.cpu.logical) {
                # unconfirmed: the id.
                return New-VMError 'InvalidParameter' 'InvalidArgument' "Failed to modify device 'Processor'. The number of virtual processors is greater than that of the logical processors." $vm.name
            }
            $vm.processors = [long] $Bound['Count']
        }
        if ($Bound.ContainsKey('ExposeVirtualizationExtensions')) {
            if ($Bound['ExposeVirtualizationExtensions'] -and $machine.hyperV.needsOptOut -and -not $vm.optOut) {
                return New-VMError 'NotSupported' 'InvalidOperation' "Failed to modify device 'Processor'. Cannot modify property without enabling VirtualizationBasedSecurityOptOut." $vm.name
            }
            $vm.nested = [bool] $Bound['ExposeVirtualizationExtensions']
        }
    }
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
            $found = @(Select-Machine -Command $PSCmdlet -Class 'Microsoft.HyperV.PowerShell.Commands.SetVMProcessor' -Name $VMName -Object $VM)
            Set-Processor -Command $PSCmdlet -Found $found -Bound $PSBoundParameters
        }
    }
}
