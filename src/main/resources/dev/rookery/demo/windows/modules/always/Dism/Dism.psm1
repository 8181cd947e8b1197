# The optional features' cmdlets, for Hyper-V's features.
#
# The class in an error's FullyQualifiedErrorId, its category and the texts are those of reports:
# Virtualization-Documentation issue 1431 (unknown name), MicrosoftDocs/WSL issue 393 (elevation). Which
# names a server knows: Siemens-Healthineers/K2s issue 304.

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

# unconfirmed: the numbers.
Register-MachineEnum -Name 'Microsoft.Dism.Commands.FeatureState' -Values ([ordered] @{
        NotPresent = 0; DisablePending = 1; Disabled = 2; DisabledWithPayloadRemoved = 3
        Enabled = 4; EnablePending = 5; Superseded = 6; PartiallyInstalled = 7
    })

function Get-KnownFeature {
    param([psobject] $Machine)

    if ($null -eq $Machine.hyperV.feature) {
        return @('VirtualMachinePlatform')
    }
    $names = @('Microsoft-Hyper-V', 'Microsoft-Hyper-V-Management-PowerShell', 'Microsoft-Hyper-V-Management-Clients', 'VirtualMachinePlatform')
    if ($Machine.system.productType -eq 1) {
        $names += @('Microsoft-Hyper-V-All', 'Microsoft-Hyper-V-Tools-All', 'Microsoft-Hyper-V-Hypervisor', 'Microsoft-Hyper-V-Services')
    }
    $names
}

function Get-FeatureState {
    param([psobject] $Machine, [string] $Name)

    if ($Name -eq 'VirtualMachinePlatform') {
        return 'Disabled'
    }
    if (@('Microsoft-Hyper-V-Management-PowerShell', 'Microsoft-Hyper-V-Tools-All') -contains $Name) {
        if ($Machine.hyperV.module) { return 'Enabled' } else { return 'Disabled' }
    }
    $Machine.hyperV.feature
}

function New-DismError {
    param([string] $Message, [int] $HResult)

    New-MachineError -Id '' -Category 'NotSpecified' -Message $Message -HResult $HResult
}

# What stands in the way of any call; $null if nothing does.
function Get-Refusal {
    param([psobject] $Machine)

    if (-not $Machine.system.elevated) {
        return New-DismError 'The requested operation requires elevation.' 0x800702e4
    }
    if (@($Machine.refuses) -contains 'dism') {
        return New-DismError 'Class not registered' 0x80040154
    }
}

function New-FeatureObject {
    param([psobject] $Machine, [string] $Name)

    $state = [enum]::Parse(('Microsoft.Dism.Commands.FeatureState' -as [type]), (Get-FeatureState -Machine $Machine -Name $Name))
    $object = New-Object psobject -Property ([ordered] @{
            FeatureName = $Name
            State = $state
            Online = $true
            Path = ''
        })
    $object.PSObject.TypeNames.Insert(0, 'Microsoft.Dism.Commands.AdvancedFeatureObject')
    $object
}

function Get-WindowsOptionalFeature {
    [CmdletBinding(DefaultParameterSetName = 'Offline')]
    param(
        [Parameter(ValueFromPipelineByPropertyName = $true, Position = 0)]
        [ValidateNotNullOrEmpty()]
        [string] $FeatureName,

        [Parameter(ParameterSetName = 'Online', Mandatory = $true)]
        [switch] $Online,

        [Parameter(ParameterSetName = 'Offline', Mandatory = $true, ValueFromPipelineByPropertyName = $true)]
        [string] $Path,

        [string] $LogPath
    )

    process {
        $class = 'Microsoft.Dism.Commands.GetWindowsOptionalFeatureCommand'
        $machine = Read-Machine
        $refusal = Get-Refusal -Machine $machine
        if ($null -ne $refusal) {
            Write-CommandError -Command $PSCmdlet -As $class -Record $refusal
            return
        }
        $known = @(Get-KnownFeature -Machine $machine)
        if (-not $FeatureName) {
            $FeatureName = '*'
        }
        $found = @($known | Where-Object { $_ -like $FeatureName })
        if ($found.Count -eq 0 -and $machine.hyperV.unknownIsAnError) {
            Write-CommandError -Command $PSCmdlet -As $class -Record (New-DismError "Feature name $FeatureName is unknown." 0x800f080c)
        }
        foreach ($name in $found) {
            New-FeatureObject -Machine $machine -Name $name
        }
    }
}

# Answers whether a restart is said to be needed, or $null after an error.
function Switch-Feature {
    param([Management.Automation.PSCmdlet] $Command, [string] $Class, [string[]] $Name, [bool] $Enable, [bool] $All)

    $machine = Read-Machine
    $refusal = Get-Refusal -Machine $machine
    $unknown = @($Name | Where-Object { @(Get-KnownFeature -Machine $machine) -notcontains $_ })
    if ($null -eq $refusal -and $unknown.Count -gt 0) {
        $refusal = New-DismError "Feature name $($unknown[0]) is unknown." 0x800f080c
    }
    if ($null -eq $refusal -and $Enable -and $machine.hyperV.feature -eq 'DisabledWithPayloadRemoved' -and -not $machine.hyperV.source) {
        $refusal = New-DismError 'The source files could not be found.' 0x800f081f
    }
    if ($null -ne $refusal) {
        Write-CommandError -Command $Command -As $Class -Record $refusal
        return
    }
    $hyperV = $machine.hyperV
    $before = $hyperV.feature
    $platform = @($Name | Where-Object { $_ -notlike '*Management*' -and $_ -notlike '*Tools*' }).Count -gt 0
    # unconfirmed: that -All on a client brings the tools too, and that on a server it does not.
    if ($Enable -and (-not $platform -or ($All -and $machine.system.productType -eq 1))) {
        $hyperV.module = $true
    }
    if ($platform -and $Enable -and @('Enabled', 'EnablePending') -notcontains $before) {
        Set-FeatureState -Machine $machine -State 'EnablePending'
        if ($hyperV.enabledAtOnce) {
            Set-FeatureState -Machine $machine -State 'Enabled'
        }
    } elseif ($platform -and -not $Enable -and @('Enabled', 'EnablePending') -contains $before) {
        Set-FeatureState -Machine $machine -State 'DisablePending'
    }
    Save-Machine -Machine $machine
    [bool] ($hyperV.feature -ne $before -and $hyperV.saysRestartNeeded)
}

function Complete-Feature {
    param([Management.Automation.PSCmdlet] $Command, [bool] $RestartNeeded, [bool] $NoRestart)

    if ($RestartNeeded -and -not $NoRestart) {
        # unconfirmed: the id. It asks whether to restart, and here nobody can answer.
        $text = 'Windows PowerShell is in NonInteractive mode. Read and Prompt functionality is not available.'
        $Command.ThrowTerminatingError((New-MachineError -Id 'InvalidOperation' -Category 'InvalidOperation' -Message $text))
    }
    $object = New-Object psobject -Property ([ordered] @{ Path = ''; Online = $true; RestartNeeded = $RestartNeeded })
    $object.PSObject.TypeNames.Insert(0, 'Microsoft.Dism.Commands.ImageObject')
    $object
}

function Enable-WindowsOptionalFeature {
    [CmdletBinding(DefaultParameterSetName = 'Offline')]
    param(
        [Parameter(Mandatory = $true, Position = 0, ValueFromPipelineByPropertyName = $true)]
        [ValidateNotNullOrEmpty()]
        [string[]] $FeatureName,

        [Parameter(ParameterSetName = 'Online', Mandatory = $true)]
        [switch] $Online,

        [Parameter(ParameterSetName = 'Offline', Mandatory = $true)]
        [string] $Path,

        [string] $PackageName,
        [switch] $All,
        [switch] $LimitAccess,
        [string[]] $Source,
        [switch] $NoRestart,
        [string] $LogPath
    )

    process {
        Add-MachineCall -Name 'Enable-WindowsOptionalFeature' -Arguments $PSBoundParameters
        $class = 'Microsoft.Dism.Commands.EnableWindowsOptionalFeatureCommand'
        $needed = Switch-Feature -Command $PSCmdlet -Class $class -Name $FeatureName -Enable $true -All $All
        if ($null -ne $needed) {
            Complete-Feature -Command $PSCmdlet -RestartNeeded $needed -NoRestart $NoRestart
        }
    }
}

function Disable-WindowsOptionalFeature {
    [CmdletBinding(DefaultParameterSetName = 'Offline')]
    param(
        [Parameter(Mandatory = $true, Position = 0, ValueFromPipelineByPropertyName = $true)]
        [ValidateNotNullOrEmpty()]
        [string[]] $FeatureName,

        [Parameter(ParameterSetName = 'Online', Mandatory = $true)]
        [switch] $Online,

        [Parameter(ParameterSetName = 'Offline', Mandatory = $true)]
        [string] $Path,

        [string] $PackageName,
        [switch] $Remove,
        [switch] $NoRestart,
        [string] $LogPath
    )

    process {
        Add-MachineCall -Name 'Disable-WindowsOptionalFeature' -Arguments $PSBoundParameters
        $class = 'Microsoft.Dism.Commands.DisableWindowsOptionalFeatureCommand'
        $needed = Switch-Feature -Command $PSCmdlet -Class $class -Name $FeatureName -Enable $false -All $false
        if ($null -ne $needed) {
            Complete-Feature -Command $PSCmdlet -RestartNeeded $needed -NoRestart $NoRestart
        }
    }
}
