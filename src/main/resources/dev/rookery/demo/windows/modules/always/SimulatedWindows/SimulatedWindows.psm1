# The machine that the stand-ins beside this module show: a JSON file that ROOKERY_WINDOWS_STATE names.
# Beside it are, each with a suffix to its name:
#
#   .log       a line for every call that would change a machine, with its arguments
#   .modules   the folders of modules that the next process of this machine may load from
#   .lock      open while somebody changes the state
#   .hooks     a line for each thing that a test asks to happen at a call
#   .restart   what shutdown.exe was asked: seconds since 1970, and the delay
#
# The state's parts and what they mean are listed in the test fixture SimulatedWindows.

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

function Get-StatePath {
    if (-not $env:ROOKERY_WINDOWS_STATE) {
        throw 'there is no simulated machine: ROOKERY_WINDOWS_STATE is not set'
    }
    $env:ROOKERY_WINDOWS_STATE
}

# The state of now: a restart that is due has happened.
function Read-Machine {
    $path = Get-StatePath
    $machine = [IO.File]::ReadAllText($path) | ConvertFrom-Json
    Receive-Restart -Machine $machine -Path $path
    $due = $machine.boot.restartAt
    if ($due -and (Get-MachineTime -Text $due) -le [DateTime]::UtcNow) {
        $machine.boot.restartAt = $null
        Start-Boot -Machine $machine
        Save-Machine -Machine $machine
    }
    foreach ($vm in @($machine.vms | Where-Object { $_.moveTo })) {
        if ((Get-MachineTime -Text $vm.moveAt) -le [DateTime]::UtcNow) {
            $vm.state = $vm.moveTo
            $vm.moveTo = ''
        }
    }
    $machine
}

# Held by whoever changes the state, from reading it to saving it.
function Lock-Machine {
    $until = [DateTime]::UtcNow.AddSeconds(30)
    while ($true) {
        try {
            return [IO.File]::Open((Get-StatePath) + '.lock', 'OpenOrCreate', 'ReadWrite', 'None')
        } catch [IO.IOException] {
            if ([DateTime]::UtcNow -ge $until) {
                throw
            }
            Start-Sleep -Milliseconds 20
        }
    }
}

# What a test has asked to happen here, such as `kill before Start-VM`: this process ends at once, as it does
# when its machine's power fails; `stall after Stop-VM`: it goes on when a file .go is there; or `pass` and the call:
# the next line counts from then on.
function Invoke-MachineHook {
    param([Parameter(Mandatory = $true)] [string] $Hook)

    $path = Get-StatePath
    if (-not [IO.File]::Exists("$path.hooks")) {
        return
    }
    $asked = @([IO.File]::ReadAllLines("$path.hooks") | Where-Object { $_ })
    if ($asked.Count -eq 0 -or @("kill $Hook", "stall $Hook", "pass $Hook") -notcontains $asked[0]) {
        return
    }
    $now = $asked[0]
    [IO.File]::WriteAllLines("$path.hooks", [string[]] @($asked | Select-Object -Skip 1))
    if ($now -like 'pass *') {
        return
    }
    if ($now -like 'kill *') {
        [Diagnostics.Process]::GetCurrentProcess().Kill()
        Start-Sleep -Seconds 60
    }
    [IO.File]::WriteAllText("$path.stalled", $now)
    while (-not [IO.File]::Exists("$path.go")) {
        Start-Sleep -Milliseconds 20
    }
}

function Save-Machine {
    param([Parameter(Mandatory = $true)] [psobject] $Machine)

    $path = Get-StatePath
    $new = "$path.new"
    [IO.File]::WriteAllText($new, (ConvertTo-Json -InputObject $Machine -Depth 8))
    [IO.File]::Replace($new, $path, [NullString]::Value)
    $folders = @('always')
    if ($Machine.system.productType -ne 1) {
        $folders += 'server'
    }
    if ($Machine.hyperV.module) {
        $folders += 'hyper-v'
    }
    [IO.File]::WriteAllText("$path.modules", (($folders -join "`n") + "`n"))
}

# A time of the state, which some versions of ConvertFrom-Json have made a DateTime already.
function Get-MachineTime {
    param([Parameter(Mandatory = $true)] [object] $Text)

    if ($Text -is [DateTime]) {
        return $Text.ToUniversalTime()
    }
    [DateTime]::Parse($Text, [cultureinfo]::InvariantCulture, 'AdjustToUniversal, AssumeUniversal')
}

function Add-MachineCall {
    param([Parameter(Mandatory = $true)] [string] $Name, [hashtable] $Arguments = @{})

    $words = @($Name)
    foreach ($key in ($Arguments.Keys | Sort-Object)) {
        $value = $Arguments[$key]
        if ($value -is [switch] -or $value -is [bool]) {
            $words += "-${key}:$value"
        } else {
            $words += "-$key $($value -join ',')"
        }
    }
    [IO.File]::AppendAllText((Get-StatePath) + '.log', (($words -join ' ') + "`n"))
}

# shutdown.exe is not PowerShell and leaves its request in a file.
function Receive-Restart {
    param([psobject] $Machine, [string] $Path)

    if (-not [IO.File]::Exists("$Path.restart")) {
        return
    }
    $asked, $delay = [IO.File]::ReadAllText("$Path.restart").Trim() -split ' '
    [IO.File]::Delete("$Path.restart")
    Request-MachineRestart -Machine $Machine -Seconds ([int] $delay) -Asked ([DateTime]::new(1970, 1, 1, 0, 0, 0, [DateTimeKind]::Utc).AddSeconds([double] $asked))
}

function Request-MachineRestart {
    param([psobject] $Machine, [int] $Seconds, [DateTime] $Asked = [DateTime]::UtcNow)

    $delay = $Seconds
    if ($null -ne $Machine.boot.restartDelay) {
        $delay = [int] $Machine.boot.restartDelay
    }
    $Machine.boot.restartAt = $Asked.AddSeconds($delay).ToString('o', [cultureinfo]::InvariantCulture)
    Save-Machine -Machine $Machine
}

# What a boot changes: pending features settle, the hypervisor starts if it can, and services come
# up after a number of reads. The boot that ends an installation may be followed by others.
function Start-Boot {
    param([psobject] $Machine)

    $before = Get-MachineTime -Text $Machine.boot.time
    $now = [DateTime]::UtcNow
    if ($now -le $before) {
        $now = $before.AddSeconds(1)
    }
    $Machine.boot.time = $now.ToString('o', [cultureinfo]::InvariantCulture)
    $Machine.boot.count = $Machine.boot.count + 1
    if ($null -ne $Machine.boot.now) {
        $Machine.boot.now = $Machine.boot.time
    }
    if ($Machine.hyperV.feature -eq 'EnablePending') {
        Set-FeatureState -Machine $Machine -State 'Enabled'
    } elseif ($Machine.hyperV.feature -eq 'DisablePending') {
        Set-FeatureState -Machine $Machine -State 'Disabled'
    }
    Set-Hypervisor -Machine $Machine
    Restart-Guests -Machine $Machine
    $pending = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending'
    if ((Get-PSDrive -Name 'HKLM' -ErrorAction Ignore) -and (Test-Path -Path $pending)) {
        Remove-Item -Path $pending
    }
    $Machine.boot.readsUntilNext = $null
    if (@($Machine.boot.more).Count -gt 0) {
        $Machine.boot.readsUntilNext = @($Machine.boot.more)[0]
        $Machine.boot.more = @($Machine.boot.more | Select-Object -Skip 1)
    }
}

function Set-Hypervisor {
    param([psobject] $Machine)

    $enabled = $Machine.hyperV.feature -eq 'Enabled'
    $Machine.hyperV.running = $enabled -and $Machine.cpu.slat -and $Machine.cpu.virtualization -and
        $Machine.bootConfiguration.hypervisorLaunchType -ne 'Off'
    $Machine.services = @($Machine.services | Where-Object { $_.name -ne 'vmms' })
    if ($enabled) {
        $status = if ($Machine.hyperV.vmmsStarts) { 'Running' } else { 'Stopped' }
        $Machine.services += [pscustomobject] @{
            name = 'vmms'
            status = $status
            startType = 'Automatic'
            settleReads = $Machine.hyperV.settleReads
        }
    }
}

# What becomes of the guests when their host restarts.
function Restart-Guests {
    param([psobject] $Machine)

    foreach ($vm in @($Machine.vms | Where-Object { $_.state -ne 'Off' -and $_.state -ne 'Saved' })) {
        $stop = $vm.automaticStop
        Add-MachineCall -Name "guest $($vm.id): $($vm.state), $stop"
        $vm.state = if ($stop -eq 'Save') { 'Saved' } else { 'Off' }
        if ($vm.automaticStart -ne 'Nothing' -and $Machine.hyperV.running) {
            $vm.state = 'Running'
        }
    }
}

# The state of the optional feature, and of the server's role, which is the same thing.
function Set-FeatureState {
    param([psobject] $Machine, [string] $State)

    $roles = @{
        'Enabled' = 'Installed'
        'EnablePending' = 'InstallPending'
        'DisablePending' = 'UninstallPending'
        'Disabled' = 'Available'
    }
    $Machine.hyperV.feature = $State
    $Machine.hyperV.role = $roles[$State]
    $pending = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending'
    if ($State -like '*Pending' -and (Get-PSDrive -Name 'HKLM' -ErrorAction Ignore)) {
        [void] (New-Item -Path $pending -Force)
    }
}

function New-MachineError {
    param([string] $Id, [string] $Category, [string] $Message, [object] $Target, [int] $HResult = 0)

    $exception = New-Object Exception($Message)
    if ($HResult -ne 0) {
        $exception = New-Object Runtime.InteropServices.COMException($Message, $HResult)
    }
    New-Object Management.Automation.ErrorRecord($exception, $Id, $Category, $Target)
}

# Writes an error as the true cmdlet does: with its class's name in the FullyQualifiedErrorId, and by
# the caller's preference, which a function of a module does not see by itself.
function Write-CommandError {
    param([Management.Automation.PSCmdlet] $Command, [string] $As, [Management.Automation.ErrorRecord] $Record)

    $preference = $Command.SessionState.PSVariable.GetValue('ErrorActionPreference')
    $bound = $Command.MyInvocation.BoundParameters
    if ($bound.ContainsKey('ErrorAction')) {
        $preference = $bound['ErrorAction']
    }
    $Record.CategoryInfo.Activity = $Command.MyInvocation.MyCommand.Name
    [void] $ExecutionContext.InvokeProvider.Item.Set("function:script:$As", {
            [CmdletBinding()]
            param([Management.Automation.ErrorRecord] $Record)

            $PSCmdlet.WriteError($Record)
        })
    & $As -Record $Record -ErrorAction $preference
}

# An enum of the true name; once made it is there for the whole process.
function Register-MachineEnum {
    param([string] $Name, [Collections.Specialized.OrderedDictionary] $Values)

    if ($Name -as [type]) {
        return
    }
    $assembly = [Reflection.Emit.AssemblyBuilder]::DefineDynamicAssembly(
        (New-Object Reflection.AssemblyName("Simulated.$Name")), [Reflection.Emit.AssemblyBuilderAccess]::Run)
    $type = $assembly.DefineDynamicModule('Types').DefineEnum($Name, [Reflection.TypeAttributes]::Public, [int])
    foreach ($value in $Values.Keys) {
        [void] $type.DefineLiteral($value, [int] $Values[$value])
    }
    # CreateTypeInfo is in every version; CreateType of an EnumBuilder is not public in some.
    [void] $type.CreateTypeInfo()
}
