# Get-CimInstance for the classes that Rookery asks for, with the true properties' types, and Win32_Process's Create.

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

function New-CimError {
    param([string] $Code, [string] $Message, [string] $Target)

    New-MachineError -Id "HRESULT $Code" -Category 'MetadataError' -Message $Message -Target $Target
}

function New-CimObject {
    param([string] $Class, [Collections.Specialized.OrderedDictionary] $Properties)

    $object = New-Object psobject -Property $Properties
    $object.PSObject.TypeNames.Insert(0, 'Microsoft.Management.Infrastructure.CimInstance')
    $object.PSObject.TypeNames.Insert(0, "Microsoft.Management.Infrastructure.CimInstance#root/cimv2/$Class")
    $object
}

# The times are the machine's local ones. Reading them is what a simulated machine counts time by.
function Get-OperatingSystem {
    param([psobject] $Machine)

    $system = $Machine.system
    $now = [DateTime]::UtcNow
    if ($null -ne $Machine.boot.now) {
        $now = Get-MachineTime -Text $Machine.boot.now
    }
    New-CimObject 'Win32_OperatingSystem' ([ordered] @{
            Caption = [string] $system.caption
            Version = [string] $system.version
            BuildNumber = [string] $system.build
            ProductType = [uint32] $system.productType
            OperatingSystemSKU = [uint32] $system.sku
            LastBootUpTime = (Get-MachineTime -Text $Machine.boot.time).ToLocalTime()
            LocalDateTime = $now.ToLocalTime()
            OSArchitecture = '64-bit'
        })
    Step-Machine -Machine $Machine
}

# The time goes on: services settle, and the next boot of several comes.
function Step-Machine {
    param([psobject] $Machine)

    $unsettled = @($Machine.services | Where-Object { $_.settleReads -gt 0 })
    foreach ($service in $unsettled) {
        $service.settleReads = $service.settleReads - 1
    }
    $left = $Machine.boot.readsUntilNext
    if ($null -ne $left) {
        $Machine.boot.readsUntilNext = $left - 1
    }
    if ($null -ne $left -and $left -le 1) {
        $Machine.boot.readsUntilNext = $null
        $Machine.boot.restartAt = [DateTime]::UtcNow.ToString('o', [cultureinfo]::InvariantCulture)
    }
    if ($unsettled.Count -gt 0 -or $null -ne $left) {
        Save-Machine -Machine $Machine
    }
}

function Test-HypervisorPresent {
    param([psobject] $Machine)

    $Machine.hyperV.running -or $Machine.system.guest -or $Machine.vbs -eq 2
}

function Get-ComputerSystem {
    param([psobject] $Machine)

    New-CimObject 'Win32_ComputerSystem' ([ordered] @{
            Manufacturer = [string] $Machine.system.manufacturer
            Model = [string] $Machine.system.model
            HypervisorPresent = [bool] (Test-HypervisorPresent -Machine $Machine)
            TotalPhysicalMemory = [uint64] $Machine.system.memory
            NumberOfProcessors = [uint32] $Machine.cpu.sockets
            NumberOfLogicalProcessors = [uint32] $Machine.cpu.logical
        })
}

# One object for each socket. What the firmware allows reads False once a hypervisor runs.
function Get-Processor {
    param([psobject] $Machine)

    $cpu = $Machine.cpu
    $shown = -not (Test-HypervisorPresent -Machine $Machine)
    for ($socket = 0; $socket -lt $cpu.sockets; $socket++) {
        New-CimObject 'Win32_Processor' ([ordered] @{
                DeviceID = "CPU$socket"
                Manufacturer = [string] $cpu.vendor
                Name = [string] $cpu.name
                NumberOfLogicalProcessors = [uint32] ($cpu.logical / $cpu.sockets)
                SecondLevelAddressTranslationExtensions = [bool] ($shown -and $cpu.slat)
                VirtualizationFirmwareEnabled = [bool] ($shown -and $cpu.virtualization)
                VMMonitorModeExtensions = [bool] ($shown -and $cpu.vmMonitor)
            })
    }
}

function Get-Bios {
    param([psobject] $Machine)

    New-CimObject 'Win32_BIOS' ([ordered] @{
            Manufacturer = [string] $Machine.system.biosManufacturer
            SMBIOSBIOSVersion = [string] $Machine.system.biosVersion
            SerialNumber = [string] $Machine.system.serial
            Version = [string] $Machine.system.biosVersion
        })
}

function Get-Product {
    param([psobject] $Machine)

    New-CimObject 'Win32_ComputerSystemProduct' ([ordered] @{
            Vendor = [string] $Machine.system.manufacturer
            Name = [string] $Machine.system.model
            UUID = [string] $Machine.system.uuid
        })
}

function Get-DeviceGuard {
    param([psobject] $Machine)

    New-CimObject 'Win32_DeviceGuard' ([ordered] @{
            VirtualizationBasedSecurityStatus = [uint32] $Machine.vbs
            SecurityServicesRunning = [uint32[]] @(0)
        })
}

function Get-Win32Service {
    param([psobject] $Machine)

    foreach ($service in @($Machine.services)) {
        New-CimObject 'Win32_Service' ([ordered] @{
                Name = [string] $service.name
                State = [string] $service.status
                StartMode = ([string] $service.startType) -replace '^Automatic$', 'Auto'
            })
    }
}

function Get-ClassObject {
    param([psobject] $Machine, [string] $ClassName)

    switch ($ClassName) {
        'Win32_OperatingSystem' { Get-OperatingSystem -Machine $Machine }
        'Win32_ComputerSystem' { Get-ComputerSystem -Machine $Machine }
        'Win32_ComputerSystemProduct' { Get-Product -Machine $Machine }
        'Win32_Processor' { Get-Processor -Machine $Machine }
        'Win32_BIOS' { Get-Bios -Machine $Machine }
        'Win32_Service' { Get-Win32Service -Machine $Machine }
        'Win32_DeviceGuard' { Get-DeviceGuard -Machine $Machine }
    }
}

function Select-Filtered {
    param([object[]] $Objects, [string] $Filter)

    if (-not $Filter) {
        return $Objects
    }
    if ($Filter -notmatch '^\s*(\w+)\s*=\s*[''"]([^''"]*)[''"]\s*$') {
        throw "the stand-in knows only filters like Name = 'x': $Filter"
    }
    $name, $value = $Matches[1], $Matches[2]
    $Objects | Where-Object { "$($_.$name)" -eq $value }
}

function Get-CimInstance {
    [CmdletBinding(DefaultParameterSetName = 'ClassNameComputerSet')]
    param(
        [Parameter(ParameterSetName = 'ClassNameComputerSet', Mandatory = $true, Position = 0, ValueFromPipelineByPropertyName = $true)]
        [string] $ClassName,

        [Parameter(ParameterSetName = 'ClassNameComputerSet', ValueFromPipelineByPropertyName = $true)]
        [string] $Filter,

        [Parameter(ParameterSetName = 'ClassNameComputerSet')]
        [Alias('SelectProperties')]
        [string[]] $Property,

        [Parameter(ParameterSetName = 'ClassNameComputerSet')]
        [switch] $KeyOnly,

        [Parameter(ParameterSetName = 'QueryComputerSet', Mandatory = $true)]
        [string] $Query,

        [Parameter(ValueFromPipelineByPropertyName = $true)]
        [string] $Namespace = 'root/cimv2',

        [Alias('OT')]
        [uint32] $OperationTimeoutSec
    )

    process {
        if ($PSCmdlet.ParameterSetName -eq 'QueryComputerSet') {
            throw 'the stand-in does not know -Query'
        }
        $class = 'Microsoft.Management.Infrastructure.CimCmdlets.GetCimInstanceCommand'
        $machine = Read-Machine
        $refused = @($machine.refuses | Where-Object { $_ -eq $ClassName })
        if ($refused.Count -gt 0) {
            $record = New-MachineError -Id 'HRESULT 0x80041003' -Category 'PermissionDenied' -Message 'Access denied ' -Target $ClassName
            Write-CommandError -Command $PSCmdlet -As $class -Record $record
            return
        }
        $where = $Namespace -replace '\\', '/'
        $guard = $where -eq 'root/Microsoft/Windows/DeviceGuard'
        if ((-not $guard -and $where -ne 'root/cimv2') -or ($guard -and $null -eq $machine.vbs)) {
            Write-CommandError -Command $PSCmdlet -As $class -Record (New-CimError '0x8004100e' 'Invalid namespace ' "${Namespace}:$ClassName")
            return
        }
        if (($ClassName -eq 'Win32_DeviceGuard') -ne $guard) {
            Write-CommandError -Command $PSCmdlet -As $class -Record (New-CimError '0x80041010' 'Invalid class ' "${Namespace}:$ClassName")
            return
        }
        $known = @(
            'Win32_OperatingSystem', 'Win32_ComputerSystem', 'Win32_ComputerSystemProduct', 'Win32_Processor',
            'Win32_BIOS', 'Win32_Service', 'Win32_DeviceGuard')
        if ($known -notcontains $ClassName) {
            Write-CommandError -Command $PSCmdlet -As $class -Record (New-CimError '0x80041010' 'Invalid class ' "${Namespace}:$ClassName")
            return
        }
        Select-Filtered -Objects @(Get-ClassObject -Machine $machine -ClassName $ClassName) -Filter $Filter
    }
}

# A process that is nobody's child here, as one that WMI starts. The words of its command line are plain ones; its
# program is the PowerShell that runs this, whatever folder of Windows it is said to be in.
function Start-PlainProcess {
    param([string] $CommandLine)

    if ($CommandLine -notmatch '^"?[^"]*\bpowershell(\.exe)?"? ([A-Za-z0-9+/=. -]+)$') {
        return @{ ReturnValue = [uint32] 9; ProcessId = $null }
    }
    $words = $Matches[2]
    $start = New-Object Diagnostics.ProcessStartInfo
    $start.FileName = '/bin/sh'
    $start.UseShellExecute = $false
    $start.RedirectStandardOutput = $true
    $start.EnvironmentVariables['ROOKERY_PROGRAM'] = [Diagnostics.Process]::GetCurrentProcess().MainModule.FileName
    $start.Arguments = "-c `"setsid \`"`$ROOKERY_PROGRAM\`" $words </dev/null >/dev/null 2>&1 & echo `$!`""
    $id = [Diagnostics.Process]::Start($start).StandardOutput.ReadToEnd().Trim()
    @{ ReturnValue = [uint32] 0; ProcessId = [uint32] $id }
}

# By the modules of their machines, for the next work.
$script:runspaces = @{}

# The same work in this process, to its end: for tests of very many machines. A runspace with its modules costs more
# than the work, so it is kept.
function Invoke-PlainProcess {
    param([psobject] $Machine, [string] $CommandLine)

    $text = [Text.Encoding]::Unicode.GetString([Convert]::FromBase64String(($CommandLine -split ' ')[-1]))
    $kind = "$env:PSModulePath $($Machine.hyperV.moduleVersion)"
    $runspace = $script:runspaces[$kind]
    if ($null -eq $runspace) {
        $runspace = [runspacefactory]::CreateRunspace([runspace]::DefaultRunspace.InitialSessionState.Clone())
        $runspace.Open()
        $script:runspaces[$kind] = $runspace
    }
    $shell = [powershell]::Create()
    $shell.Runspace = $runspace
    [void] $shell.AddScript($text).Invoke()
    $runspace.ResetRunspaceState()
    @{ ReturnValue = [uint32] 0; ProcessId = [uint32] 0 }
}

function Invoke-CimMethod {
    [CmdletBinding(DefaultParameterSetName = 'ClassNameComputerSet', SupportsShouldProcess = $true)]
    param(
        [Parameter(ParameterSetName = 'ClassNameComputerSet', Mandatory = $true, Position = 0, ValueFromPipelineByPropertyName = $true)]
        [Alias('Class')]
        [string] $ClassName,

        [Parameter(Mandatory = $true, Position = 2, ValueFromPipelineByPropertyName = $true)]
        [Alias('Name')]
        [string] $MethodName,

        [Parameter(Position = 1, ValueFromPipelineByPropertyName = $true)]
        [Collections.IDictionary] $Arguments,

        [Parameter(ValueFromPipelineByPropertyName = $true)]
        [string] $Namespace = 'root/cimv2',

        [Alias('OT')]
        [uint32] $OperationTimeoutSec
    )

    process {
        if ($ClassName -ne 'Win32_Process' -or $MethodName -ne 'Create') {
            throw 'the stand-in knows only Win32_Process Create'
        }
        $machine = Read-Machine
        if ($machine.refuses -contains 'Win32_Process') {
            $answer = @{ ReturnValue = [uint32] 2; ProcessId = $null }
        } elseif ($machine.hyperV.jobsInside) {
            $answer = Invoke-PlainProcess $machine $Arguments['CommandLine']
        } else {
            $answer = Start-PlainProcess $Arguments['CommandLine']
        }
        New-CimObject 'Win32_Process#Create' ([ordered] @{ ReturnValue = $answer.ReturnValue; ProcessId = $answer.ProcessId })
    }
}
