# What is observed of Hyper-V itself. Reads only; needs say.ps1 and facts/probe.ps1 before it.
#
#   hyperv.feature      the state of the optional feature Microsoft-Hyper-V, such as Enabled; none where
#                       this edition of Windows lacks it
#   hyperv.role         the server role's state, such as Installed; none where there are no roles
#   hyperv.module       yes or no: whether the Hyper-V module for PowerShell can be loaded
#   hyperv.module.nested   yes or no: whether Set-VMProcessor has -ExposeVirtualizationExtensions, which modules
#                       before 2016 do not have; not said where there is no module
#   service.vmms        the state of the Virtual Machine Management service, such as Running; or none
#   service.vmms.start  how it is started, such as Automatic or Disabled; not said where there is none
#   hyperv.offer-nested denied where the boot configuration has OFFERNESTEDVIRT=FALSE, else default
#   hyperv.restarted    yes where Rookery restarted the machine into this boot, else no; not said where it
#                       never did
#
# $hyperVSeen has the lines of the feature, the role and the service, $hyperVModule whether the module is there.

# An unknown name is no answer in some versions and an error in others: there the list of all tells.
function Get-HyperVFeature {
    try {
        Get-WindowsOptionalFeature -Online -FeatureName 'Microsoft-Hyper-V' -ErrorAction Stop
    } catch {
        $all = @(Get-WindowsOptionalFeature -Online -ErrorAction Stop)
        if (@($all | Where-Object { $_.FeatureName -eq 'Microsoft-Hyper-V' }).Count -gt 0) {
            throw
        }
    }
}

function Write-HyperVFeature {
    Invoke-Observation @('hyperv.feature') {
        $feature = Get-HyperVFeature | Select-Object -First 1
        if ($null -eq $feature) {
            Write-None 'hyperv.feature'
        } else {
            Write-Known 'hyperv.feature' "$($feature.State)"
        }
    }
}

# Looking for one module is much quicker than for a command that none has.
function Test-Module {
    param([string] $Name)

    try {
        Import-Module -Name $Name -ErrorAction Stop
        $true
    } catch {
        $false
    }
}

# A client may have the cmdlet with the remote administration tools; it refuses to look at a client.
function Write-HyperVRole {
    Invoke-Observation @('hyperv.role') {
        if (-not (Test-Module 'ServerManager')) {
            Write-None 'hyperv.role'
            return
        }
        $role = Get-WindowsFeature -Name 'Hyper-V' -ErrorAction Stop | Select-Object -First 1
        if ($null -eq $role) {
            Write-None 'hyperv.role'
        } else {
            Write-Known 'hyperv.role' "$($role.InstallState)"
        }
    }
}

function Write-Vmms {
    Invoke-Observation @('service.vmms') {
        $service = @(Get-Service -ErrorAction Stop | Where-Object { $_.Name -eq 'vmms' })
        if ($service.Count -eq 0) {
            Write-None 'service.vmms'
            return
        }
        Write-Known 'service.vmms' "$($service[0].Status)"
        Invoke-Observation @('service.vmms.start') {
            Write-Known 'service.vmms.start' "$($service[0].StartType)"
        }
    }
}

# The names of boot elements are not translated. Without an administrator's rights there is no answer.
function Write-BootConfiguration {
    Invoke-Observation @('hyperv.offer-nested') {
        $ErrorActionPreference = 'Continue'
        $lines = @(& bcdedit.exe '/enum' '{current}' 2>$null)
        if ($LASTEXITCODE -ne 0) {
            throw "bcdedit.exe ended with $LASTEXITCODE"
        }
        $options = @($lines | Where-Object { $_ -match '^hypervisorloadoptions\s' })
        if (@($options | Where-Object { $_ -match '\bOFFERNESTEDVIRT\s*=\s*FALSE\b' }).Count -gt 0) {
            Write-Known 'hyperv.offer-nested' 'denied'
        } else {
            Write-Known 'hyperv.offer-nested' 'default'
        }
    }
}

function Write-HyperVModule {
    param([bool] $Module)

    Write-Known 'hyperv.module' (ConvertTo-YesNo $Module)
    if (-not $Module) {
        return
    }
    Invoke-Observation @('hyperv.module.nested') {
        $exposes = (Get-Command -Name 'Set-VMProcessor').Parameters.ContainsKey('ExposeVirtualizationExtensions')
        Write-Known 'hyperv.module.nested' (ConvertTo-YesNo $exposes)
    }
}

# A restart that Rookery asks for leaves the moment of asking; this boot is its own if it came soon after.
function Write-HyperVRestart {
    $file = Join-Path (Join-Path $env:ProgramData 'Rookery') 'restarted'
    if (-not (Test-Path -LiteralPath $file)) {
        return
    }
    Invoke-Observation @('hyperv.restarted') {
        $asked = [DateTime]::Parse([IO.File]::ReadAllText($file), [cultureinfo]::InvariantCulture, 'RoundtripKind')
        $booted = (Get-CimInstance -ClassName 'Win32_OperatingSystem').LastBootUpTime.ToUniversalTime()
        $after = ($booted - $asked).TotalMinutes
        if ($after -ge 0 -and $after -lt 60) {
            Write-Known 'hyperv.restarted' 'yes'
        } else {
            Write-Known 'hyperv.restarted' 'no'
        }
    }
}

$hyperVSeen = @(Write-HyperVFeature) + @(Write-HyperVRole) + @(Write-Vmms)
$hyperVSeen
$hyperVModule = Test-Module 'Hyper-V'
Write-HyperVModule $hyperVModule
Write-BootConfiguration
Write-HyperVRestart
