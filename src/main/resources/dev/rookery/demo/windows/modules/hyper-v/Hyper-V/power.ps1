# What the module does to a machine's power. A change of it takes its time: the state on the way is what the true
# cmdlets show, and the next reader after that time sees the last.

function Set-Power {
    param([psobject] $Vm, [string] $Through, [string] $To, [double] $Seconds)

    if ($Seconds -eq 0) {
        $Vm.state = $To
        $Vm.moveTo = ''
    } else {
        $Vm.state = $Through
        $Vm.moveTo = $To
        $Vm.moveAt = [DateTime]::UtcNow.AddSeconds($Seconds).ToString('o', [cultureinfo]::InvariantCulture)
    }
    $Vm.memoryAssigned = if ($To -eq 'Running') { $Vm.memoryStartup } else { 0 }
}

# Why the machine does not start, which is only known now: W9 and Virtualization-Documentation 811.
function Get-StartRefusal {
    param([psobject] $Vm, [psobject] $Machine)

    if ($Vm.nested -and $Machine.cpu.vendor -eq 'AuthenticAMD' -and [int] $Machine.system.build -lt 20348) {
        # unconfirmed: the id.
        return New-VMError 'OperationFailed' 'OperationStopped' "'$($Vm.name)' failed to start. The virtual machine could not be started because this platform does not support nested virtualization." $Vm.name
    }
    if ($Vm.startRefuses -or $Vm.memoryStartup -gt $Machine.system.memory) {
        return New-VMError 'OperationFailed' 'OperationStopped' "'$($Vm.name)' failed to start. Not enough memory in the system to start the virtual machine." $Vm.name
    }
}

# MSLab 133: with dynamic memory the flag was rolled back at the start.
function Set-Reverted {
    param([psobject] $Vm, [psobject] $Machine)

    if ($Vm.nested -and (($Vm.dynamicMemory -and $Machine.hyperV.dynamicMemoryReverts) -or $Vm.startReverts)) {
        $Vm.nested = $false
    }
}

function Start-VM {
    [CmdletBinding(DefaultParameterSetName = 'Name', SupportsShouldProcess = $true, ConfirmImpact = 'Medium')]
    param(
        [Parameter(ParameterSetName = 'VMObject', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
        [ValidateNotNullOrEmpty()]
        [PSTypeName('Microsoft.HyperV.PowerShell.VirtualMachine')]
        [psobject[]] $VM,

        [Parameter(ParameterSetName = 'Name', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
        [ValidateNotNullOrEmpty()]
        [string[]] $Name,

        [switch] $AsJob
    )

    process {
        $class = 'Microsoft.HyperV.PowerShell.Commands.StartVM'
        $found = @(Select-Machine -Command $PSCmdlet -Class $class -Name $Name -Object $VM)
        Edit-Guest -Command $PSCmdlet -Class $class -Found $found -Work {
            param($vm, $machine)

            if ($vm.state -eq 'Running') {
                return
            }
            if (@('Off', 'Saved', 'Paused') -notcontains $vm.state) {
                return New-StateError $vm "'$($vm.name)' failed to start."
            }
            if ($vm.state -eq 'Off') {
                $refusal = Get-StartRefusal $vm $machine
                if ($null -ne $refusal) {
                    return $refusal
                }
                Set-Reverted $vm $machine
            }
            Set-Power -Vm $vm -Through 'Starting' -To 'Running' -Seconds $vm.startSeconds
        }
    }
}

# unconfirmed: the ids of a refusal.
function Stop-ByGuest {
    param([psobject] $Vm)

    if ($Vm.state -ne 'Running') {
        return New-StateError $Vm "'$($Vm.name)' failed to shut down."
    }
    if (-not $Vm.shutdownService -or $Vm.stopRefuses) {
        return New-VMError 'OperationFailed' 'OperationStopped' "'$($Vm.name)' failed to shut down. The device is not ready for use." $Vm.name
    }
    # Less than nothing: it never does.
    if ($Vm.stopSeconds -lt 0) {
        $Vm.state = 'Stopping'
    } else {
        Set-Power -Vm $Vm -Through 'Stopping' -To 'Off' -Seconds $Vm.stopSeconds
    }
}

# The job of -AsJob, which has ended at once if the guest refused.
function New-StopJob {
    param([Management.Automation.ErrorRecord] $Refusal)

    $state = 'Running'
    $reason = $null
    if ($null -ne $Refusal) {
        $state = 'Failed'
        $reason = $Refusal.Exception
    }
    [pscustomobject] @{ State = $state; JobStateInfo = [pscustomobject] @{ State = $state; Reason = $reason } }
}

function Stop-VM {
    [CmdletBinding(DefaultParameterSetName = 'Name', SupportsShouldProcess = $true, ConfirmImpact = 'Medium')]
    param(
        [Parameter(ParameterSetName = 'VMObject', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
        [ValidateNotNullOrEmpty()]
        [PSTypeName('Microsoft.HyperV.PowerShell.VirtualMachine')]
        [psobject[]] $VM,

        [Parameter(ParameterSetName = 'Name', Mandatory = $true, Position = 0, ValueFromPipeline = $true)]
        [ValidateNotNullOrEmpty()]
        [string[]] $Name,

        [switch] $Save,

        [switch] $TurnOff,

        [switch] $Force,

        [switch] $AsJob
    )

    process {
        $class = 'Microsoft.HyperV.PowerShell.Commands.StopVM'
        $found = @(Select-Machine -Command $PSCmdlet -Class $class -Name $Name -Object $VM)
        $how = if ($TurnOff) { 'off' } elseif ($Save) { 'save' } else { 'shut down' }
        $job = @{ Wanted = [bool] $AsJob; Refusal = $null }
        Edit-Guest -Command $PSCmdlet -Class $class -Found $found -Work {
            param($vm)

            if ($vm.state -eq 'Off') {
                return
            }
            $refusal = $null
            switch ($how) {
                'off' { Set-Power -Vm $vm -Through 'Stopping' -To 'Off' -Seconds 0 }
                'save' { Set-Power -Vm $vm -Through 'Saving' -To 'Saved' -Seconds 0 }
                'shut down' { $refusal = Stop-ByGuest $vm }
            }
            if ($job.Wanted) {
                $job.Refusal = $refusal
            } else {
                $refusal
            }
        }
        if ($AsJob) {
            return New-StopJob $job.Refusal
        }
        while (@((Read-Machine).vms | Where-Object { $_.state -eq 'Stopping' -and @($found | ForEach-Object { $_.id }) -contains $_.id }).Count -gt 0) {
            Start-Sleep -Milliseconds 100
        }
    }
}
