# The services' cmdlets of Microsoft.PowerShell.Management, and Restart-Computer.

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

Register-MachineEnum -Name 'System.ServiceProcess.ServiceControllerStatus' -Values ([ordered] @{
        Stopped = 1; StartPending = 2; StopPending = 3; Running = 4; ContinuePending = 5; PausePending = 6; Paused = 7
    })
Register-MachineEnum -Name 'System.ServiceProcess.ServiceStartMode' -Values ([ordered] @{
        Boot = 0; System = 1; Automatic = 2; Manual = 3; Disabled = 4
    })

function New-ServiceObject {
    param([psobject] $Service, [string] $Status)

    $object = New-Object psobject -Property ([ordered] @{
            Name = $Service.name
            ServiceName = $Service.name
            Status = [enum]::Parse(('System.ServiceProcess.ServiceControllerStatus' -as [type]), $Status)
            StartType = [enum]::Parse(('System.ServiceProcess.ServiceStartMode' -as [type]), $Service.startType)
        })
    $object.PSObject.TypeNames.Insert(0, 'System.ServiceProcess.ServiceController')
    $object
}

function Find-Service {
    param([psobject] $Machine, [string] $Name)

    $Machine.services | Where-Object { $_.name -like $Name }
}

function New-NoServiceError {
    param([string] $Name)

    New-MachineError -Id 'NoServiceFoundForGivenName' -Category 'ObjectNotFound' -Target $Name -Message "Cannot find any service with service name '$Name'."
}

# A service that has not settled after a boot says so.
function Get-SettledStatus {
    param([psobject] $Service)

    if ($Service.status -eq 'Running' -and $Service.settleReads -gt 0) {
        return 'StartPending'
    }
    $Service.status
}

function Get-Service {
    [CmdletBinding(DefaultParameterSetName = 'Default')]
    param(
        [Parameter(ParameterSetName = 'Default', Position = 0, ValueFromPipeline = $true, ValueFromPipelineByPropertyName = $true)]
        [Alias('ServiceName')]
        [string[]] $Name = @('*'),

        [Parameter(ParameterSetName = 'DisplayName', Mandatory = $true)]
        [string[]] $DisplayName,

        [string[]] $ComputerName,
        [switch] $DependentServices,
        [switch] $RequiredServices
    )

    process {
        $machine = Read-Machine
        foreach ($one in $Name) {
            $found = @(Find-Service -Machine $machine -Name $one)
            if ($found.Count -eq 0 -and $one -notmatch '[*?\[]') {
                Write-CommandError -Command $PSCmdlet -As 'Microsoft.PowerShell.Commands.GetServiceCommand' -Record (New-NoServiceError -Name $one)
            }
            foreach ($service in $found) {
                New-ServiceObject -Service $service -Status (Get-SettledStatus -Service $service)
            }
        }
    }
}

function Start-Service {
    [CmdletBinding(DefaultParameterSetName = 'Default', SupportsShouldProcess = $true, ConfirmImpact = 'Medium')]
    param(
        [Parameter(ParameterSetName = 'Default', Mandatory = $true, Position = 0, ValueFromPipeline = $true, ValueFromPipelineByPropertyName = $true)]
        [Alias('ServiceName')]
        [string[]] $Name,

        [Parameter(ParameterSetName = 'DisplayName', Mandatory = $true)]
        [string[]] $DisplayName,

        [switch] $PassThru
    )

    process {
        Add-MachineCall -Name 'Start-Service' -Arguments $PSBoundParameters
        $class = 'Microsoft.PowerShell.Commands.StartServiceCommand'
        $machine = Read-Machine
        foreach ($one in $Name) {
            $found = @(Find-Service -Machine $machine -Name $one)
            if ($found.Count -eq 0) {
                Write-CommandError -Command $PSCmdlet -As $class -Record (New-NoServiceError -Name $one)
                continue
            }
            if (-not $machine.system.elevated -or $found[0].startType -eq 'Disabled' -or $machine.refuses -contains "start $one") {
                $text = "Service '$one ($one)' cannot be started due to the following error: Cannot open $one service on computer '.'."
                Write-CommandError -Command $PSCmdlet -As $class -Record (New-MachineError -Id 'CouldNotStartService' -Category 'OpenError' -Target $one -Message $text)
                continue
            }
            $found[0].status = 'Running'
            Save-Machine -Machine $machine
            if ($PassThru) {
                New-ServiceObject -Service $found[0] -Status 'Running'
            }
        }
    }
}

function Restart-Computer {
    [CmdletBinding(DefaultParameterSetName = 'DefaultSet', SupportsShouldProcess = $true, ConfirmImpact = 'Medium')]
    param(
        [Parameter(Position = 0, ValueFromPipeline = $true, ValueFromPipelineByPropertyName = $true)]
        [Alias('CN', '__SERVER', 'Server', 'IPAddress')]
        [string[]] $ComputerName,

        [Parameter(Position = 1)]
        [pscredential] $Credential,

        [switch] $Force,

        [Parameter(ParameterSetName = 'DefaultSet')]
        [switch] $Wait,

        [Parameter(ParameterSetName = 'DefaultSet')]
        [Alias('TimeoutSec')]
        [ValidateRange(-1, 2147483647)]
        [int] $Timeout,

        [Parameter(ParameterSetName = 'DefaultSet')]
        [ValidateSet('Default', 'PowerShell', 'WMI', 'WinRM')]
        [string] $For,

        [Parameter(ParameterSetName = 'DefaultSet')]
        [ValidateRange(1, 32767)]
        [int16] $Delay
    )

    process {
        Add-MachineCall -Name 'Restart-Computer' -Arguments $PSBoundParameters
        $machine = Read-Machine
        if (-not $machine.system.elevated) {
            # unconfirmed: the id.
            $record = New-MachineError -Id 'RestartcomputerFailed' -Category 'OperationStopped' -Target 'localhost' -Message 'Failed to restart the computer: Access is denied.'
            Write-CommandError -Command $PSCmdlet -As 'Microsoft.PowerShell.Commands.RestartComputerCommand' -Record $record
            return
        }
        Request-MachineRestart -Machine $machine -Seconds 0
    }
}
