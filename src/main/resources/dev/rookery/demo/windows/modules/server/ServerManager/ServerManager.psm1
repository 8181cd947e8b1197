# The server roles' cmdlets, for the role Hyper-V. The refusal and its id: HyperVDsc issue 184; the
# same refusal inside a virtual machine: azure-stack-docs issue 1892.

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

# unconfirmed: the numbers of all three.
Register-MachineEnum -Name 'Microsoft.Windows.ServerManager.Commands.InstallState' -Values ([ordered] @{
        Installed = 0; Available = 1; Removed = 2; UninstallPending = 3; InstallPending = 4
    })
Register-MachineEnum -Name 'Microsoft.Windows.ServerManager.Commands.RestartState' -Values ([ordered] @{
        No = 0; Yes = 1; Maybe = 2
    })
Register-MachineEnum -Name 'Microsoft.Windows.ServerManager.Commands.FeatureOperationExitCode' -Values ([ordered] @{
        Success = 0; NoChangeNeeded = 1003; SuccessRestartRequired = 3010; Failed = 1000
    })

function ConvertTo-ServerEnum {
    param([string] $Type, [string] $Value)

    [enum]::Parse(("Microsoft.Windows.ServerManager.Commands.$Type" -as [type]), $Value)
}

function New-RoleObject {
    param([string] $Name, [string] $State)

    $object = New-Object psobject -Property ([ordered] @{
            Name = $Name
            Installed = $State -eq 'Installed'
            InstallState = ConvertTo-ServerEnum 'InstallState' $State
        })
    $object.PSObject.TypeNames.Insert(0, 'Microsoft.Windows.ServerManager.Commands.Feature')
    $object
}

function Get-WindowsFeature {
    [CmdletBinding()]
    param(
        [Parameter(Position = 0, ValueFromPipeline = $true)]
        [ValidateNotNullOrEmpty()]
        [string[]] $Name = @('*'),

        [string] $Vhd,
        [string] $ComputerName,
        [pscredential] $Credential,
        [string] $LogPath
    )

    process {
        $machine = Read-Machine
        $tools = if ($machine.hyperV.module) { 'Installed' } else { 'Available' }
        $states = [ordered] @{ 'Hyper-V' = $machine.hyperV.role; 'Hyper-V-PowerShell' = $tools }
        foreach ($feature in $states.Keys) {
            if (@($Name | Where-Object { $feature -like $_ }).Count -gt 0) {
                New-RoleObject -Name $feature -State $states[$feature]
            }
        }
    }
}

function New-Result {
    param([bool] $Success, [string] $Restart, [string] $ExitCode)

    $object = New-Object psobject -Property ([ordered] @{
            Success = $Success
            RestartNeeded = ConvertTo-ServerEnum 'RestartState' $Restart
            ExitCode = ConvertTo-ServerEnum 'FeatureOperationExitCode' $ExitCode
            FeatureResult = @()
        })
    $object.PSObject.TypeNames.Insert(0, 'Microsoft.Windows.ServerManager.Commands.FeatureOperationResult')
    $object
}

# Why the role's own check refuses; nothing if it does not.
function Get-PrerequisiteFailure {
    param([psobject] $Machine)

    $why = $null
    if (-not $Machine.cpu.slat -or -not $Machine.cpu.vmMonitor) {
        $why = 'Hyper-V cannot be installed: The processor does not have required virtualization capabilities.'
    } elseif (-not $Machine.cpu.virtualization -or $Machine.hyperV.roleRefuses) {
        $why = 'Hyper-V cannot be installed because virtualization support is not enabled in the BIOS.'
    }
    if ($why) {
        New-MachineError -Id 'Alteration_PrerequisiteCheck_Failed' -Category 'InvalidOperation' -Target 'Hyper-V' -Message "A prerequisite check for the Hyper-V feature failed.`n1. $why"
    }
}

function Get-RoleRefusal {
    param([psobject] $Machine, [string[]] $Name)

    if (-not $Machine.system.elevated) {
        # unconfirmed: the id.
        return New-MachineError -Id 'DISMAPI_Error__Failed_Administrator' -Category 'PermissionDenied' -Message 'You do not have adequate user rights to make changes to the target computer.'
    }
    $unknown = @($Name | Where-Object { @('Hyper-V', 'Hyper-V-PowerShell', 'Hyper-V-Tools') -notcontains $_ })
    if ($unknown.Count -gt 0) {
        # unconfirmed: the id.
        return New-MachineError -Id 'NameDoesNotExist' -Category 'InvalidArgument' -Message "The role, role service, or feature name is not valid: '$($unknown[0])'. The name was not found."
    }
    if ($Name -contains 'Hyper-V' -and @('Installed', 'InstallPending') -notcontains $Machine.hyperV.role) {
        Get-PrerequisiteFailure -Machine $Machine
        if ($Machine.hyperV.role -eq 'Removed' -and -not $Machine.hyperV.source) {
            # unconfirmed: the id.
            New-MachineError -Id 'DISMAPI_Error__Cbs_Download_Failure' -Category 'InvalidOperation' -Message 'The source files could not be found.'
        }
    }
}

function Install-WindowsFeature {
    [Alias('Add-WindowsFeature')]
    [CmdletBinding(DefaultParameterSetName = 'FeatureName', SupportsShouldProcess = $true)]
    param(
        [Parameter(ParameterSetName = 'FeatureName', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
        [ValidateNotNullOrEmpty()]
        [string[]] $Name,

        [Parameter(ParameterSetName = 'ConfigurationFile', Mandatory = $true)]
        [string] $ConfigurationFilePath,

        [switch] $Restart,

        [Parameter(ParameterSetName = 'FeatureName')]
        [switch] $IncludeAllSubFeature,

        [Parameter(ParameterSetName = 'FeatureName')]
        [switch] $IncludeManagementTools,

        [string[]] $Source,
        [string] $ComputerName,
        [pscredential] $Credential,
        [string] $Vhd,
        [string] $LogPath
    )

    process {
        Add-MachineCall -Name 'Install-WindowsFeature' -Arguments $PSBoundParameters
        $machine = Read-Machine
        $refusals = @(Get-RoleRefusal -Machine $machine -Name $Name)
        if ($refusals.Count -gt 0) {
            New-Result $false 'Maybe' 'Failed'
            Write-CommandError -Command $PSCmdlet -As 'Microsoft.Windows.ServerManager.Commands.AddWindowsFeatureCommand' -Record $refusals[0]
            return
        }
        $hyperV = $machine.hyperV
        $before = "$($hyperV.role) $($hyperV.module)"
        $role = $Name -contains 'Hyper-V'
        if ($IncludeManagementTools -or $Name -contains 'Hyper-V-PowerShell' -or $Name -contains 'Hyper-V-Tools') {
            $hyperV.module = $true
        }
        if ($role -and @('Installed', 'InstallPending') -notcontains $hyperV.role) {
            Set-FeatureState -Machine $machine -State 'EnablePending'
        }
        Save-Machine -Machine $machine
        if ("$($hyperV.role) $($hyperV.module)" -eq $before) {
            New-Result $true 'No' 'NoChangeNeeded'
        } elseif ($hyperV.role -eq 'InstallPending' -and $hyperV.saysRestartNeeded) {
            New-Result $true 'Yes' 'SuccessRestartRequired'
        } else {
            New-Result $true 'No' 'Success'
        }
        if ($Restart -and $hyperV.role -eq 'InstallPending') {
            Request-MachineRestart -Machine $machine -Seconds 0
        }
    }
}
