# PowerShell Direct: Invoke-Command of Microsoft.PowerShell.Core, its parameter sets VMId and VMName.
#
# The true cmdlet is part of PowerShell itself, where no module is looked for. This one takes its place when
# the Hyper-V module is loaded, by Get-VM at the latest, since a function comes before a cmdlet.
#
# The guest is another simulated machine, and its part `direct` of the parent's state says which:
#
#   folder            its own files: state.json, registry.json, ProgramData
#   user, password    of its one account
#
# A guest without that part has no PowerShell Direct: an old Windows, or no Windows. Every login leaves a
# line in the guest's file `logins`.
#
# Ids and categories are those of PowerShell 7's source. unconfirmed: that 5.1 has the same, and the class
# of the exception for a guest without PowerShell Direct.

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

# What the guest's process runs: its standard input is the call, as CLIXML in base64.
$script:inside = @'
$call = [Management.Automation.PSSerializer]::Deserialize([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String(-join @($input))))
$arguments = @($call.Arguments)
$answer = @{ Said = @(); Failure = '' }
try {
    $answer.Said = @(& ([scriptblock]::Create($call.Script)) @arguments)
} catch {
    $answer.Failure = "$_"
}
$text = [Management.Automation.PSSerializer]::Serialize($answer, 5)
''
'guest ' + [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($text))
'@

function New-DirectError {
    param([string] $Id, [string] $Category, [string] $Message, [string] $Class = 'System.ArgumentException')

    New-Object Management.Automation.ErrorRecord((New-Object $Class($Message)), $Id, $Category, $null)
}

# How a process of the machine in the folder is started.
function New-GuestProcess {
    param([string] $Folder)

    $program = [IO.File]::ReadAllText('/proc/self/cmdline').Split([char] 0)[0]
    $command = [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($script:inside))
    $start = New-Object Diagnostics.ProcessStartInfo($program, "-NoProfile -NonInteractive -EncodedCommand $command")
    $start.UseShellExecute = $false
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $start.WorkingDirectory = $Folder
    $modules = [IO.Path]::GetFullPath("$PSScriptRoot/../..")
    $start.EnvironmentVariables['ROOKERY_WINDOWS_STATE'] = "$Folder/state.json"
    $start.EnvironmentVariables['PWSH_REGISTRY'] = "$Folder/registry.json"
    $start.EnvironmentVariables['ProgramData'] = "$Folder/ProgramData"
    $start.EnvironmentVariables['HOME'] = $Folder
    $start.EnvironmentVariables['TMPDIR'] = $Folder
    $start.EnvironmentVariables['PSModulePath'] = (@([IO.File]::ReadAllLines("$Folder/state.json.modules") | ForEach-Object { "$modules/$_" }) -join ':')
    [Diagnostics.Process]::Start($start)
}

# Runs the script block there. Objects are carried as remoting carries them.
function Invoke-Guest {
    param([Management.Automation.PSCmdlet] $Command, [string] $Folder, [scriptblock] $ScriptBlock, [object[]] $ArgumentList)

    $call = New-Object psobject -Property @{ Script = "$ScriptBlock"; Arguments = @($ArgumentList) }
    $text = [Management.Automation.PSSerializer]::Serialize($call, 5)
    $process = New-GuestProcess -Folder $Folder
    $noise = $process.StandardError.ReadToEndAsync()
    $process.StandardInput.Write([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($text)))
    $process.StandardInput.Close()
    $said = $process.StandardOutput.ReadToEnd()
    $process.WaitForExit()
    [void] $noise.Result
    $line = @($said.Split("`n") | Where-Object { $_.StartsWith('guest ') })
    if ($line.Count -eq 1) {
        $answer = [Management.Automation.PSSerializer]::Deserialize([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($line[0].Substring(6))))
        $answer.Said
        if ($answer.Failure) {
            $Command.WriteError((New-DirectError 'RemoteFailure' 'NotSpecified' $answer.Failure 'System.Management.Automation.RemoteException'))
        }
    } elseif ($process.ExitCode -gt 128) {
        # unconfirmed: the message.
        $Command.WriteError((New-DirectError 'JobFailure' 'OperationStopped' 'The Hyper-V Socket target process has ended.' 'System.Management.Automation.Remoting.PSRemotingTransportException'))
    }
}

# Whether the guest lets the user in.
function Test-Login {
    param([psobject] $Direct, [pscredential] $Credential)

    $given = $Credential.GetNetworkCredential()
    $right = $given.UserName -eq $Direct.user -and $given.Password -ceq $Direct.password
    $word = if ($right) { 'accepted' } else { 'refused' }
    [IO.File]::AppendAllText("$($Direct.folder)/logins", "$word $($given.UserName)`n")
    $right
}

# The guest among those that were found, or why it cannot be reached.
function Find-Guest {
    param([object[]] $Found, [string] $Kind, [string] $Given)

    if ($Found.Count -ne 1) {
        return New-DirectError "Invalid${Kind}NotSingle" 'InvalidArgument' "The input $Kind $Given does not resolve to a single virtual machine."
    }
    if ($Found[0].state -ne 'Running') {
        return New-DirectError 'InvalidVMState' 'InvalidArgument' "The virtual machine $($Found[0].name) is not in running state."
    }
    if ($null -eq $Found[0].PSObject.Properties['direct']) {
        return New-DirectError 'PSSessionStateBroken' 'OpenError' 'An error has occurred which Windows PowerShell cannot handle. A remote session might have ended.' 'System.Management.Automation.Remoting.PSRemotingDataStructureException'
    }
    $Found[0].direct
}

function Invoke-Command {
    [CmdletBinding(DefaultParameterSetName = 'VMId')]
    param(
        [Parameter(ParameterSetName = 'VMId', Mandatory = $true, Position = 0, ValueFromPipeline = $true, ValueFromPipelineByPropertyName = $true)]
        [Alias('VMGuid')]
        [ValidateNotNullOrEmpty()]
        [guid[]] $VMId,

        [Parameter(ParameterSetName = 'VMName', Mandatory = $true, ValueFromPipelineByPropertyName = $true)]
        [ValidateNotNullOrEmpty()]
        [string[]] $VMName,

        [Parameter(Mandatory = $true, ValueFromPipelineByPropertyName = $true)]
        [pscredential] $Credential,

        [Parameter(Mandatory = $true, Position = 1)]
        [Alias('Command')]
        [ValidateNotNull()]
        [scriptblock] $ScriptBlock,

        [string] $ConfigurationName,
        [int] $ThrottleLimit,
        [switch] $AsJob,
        [switch] $HideComputerName,

        [Alias('Args')]
        [object[]] $ArgumentList
    )

    process {
        $kind = $PSCmdlet.ParameterSetName
        $all = @((Read-Machine).vms)
        foreach ($given in $(if ($kind -eq 'VMId') { $VMId } else { $VMName })) {
            $found = @($all | Where-Object { ($kind -eq 'VMId' -and $_.id -eq "$given") -or ($kind -eq 'VMName' -and $_.name -like "$given") })
            $guest = Find-Guest -Found $found -Kind $kind -Given "$given"
            if ($guest -is [Management.Automation.ErrorRecord]) {
                Write-CommandError -Command $PSCmdlet -As 'Microsoft.PowerShell.Commands.InvokeCommandCommand' -Record $guest
            } elseif (-not (Test-Login -Direct $guest -Credential $Credential)) {
                $refusal = New-DirectError 'PSSessionStateBroken' 'OpenError' 'The credential is invalid.' 'System.Management.Automation.Remoting.PSDirectException'
                Write-CommandError -Command $PSCmdlet -As 'Microsoft.PowerShell.Commands.InvokeCommandCommand' -Record $refusal
            } else {
                Invoke-Guest -Command $PSCmdlet -Folder $guest.folder -ScriptBlock $ScriptBlock -ArgumentList $ArgumentList
            }
        }
    }
}
