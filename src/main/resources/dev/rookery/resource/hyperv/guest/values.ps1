# The values of a guest that can only be changed while it is off: read, compared and set. Work is done by Id,
# for names are not unique and cmdlets take wildcards, and the state is looked at before every call.
#
#   id   the guest's

# The keys that can be put back, in their order.
$values = @('memory', 'dynamic', 'minimum', 'maximum', 'vcpus', 'nested', 'opt-out')
function Get-Guest {
    Get-VM -Id ([guid] $id)
}

function Get-GuestState {
    "$((Get-Guest).State)"
}

# Whether the guest comes to be in the state in time.
function Wait-GuestState {
    param([string] $Wanted, [double] $Seconds)

    $until = [DateTime]::UtcNow.AddSeconds($Seconds)
    while ((Get-GuestState) -ne $Wanted) {
        if ([DateTime]::UtcNow -ge $until) {
            return $false
        }
        Start-Sleep -Milliseconds 200
    }
    $true
}

# The guest, which is off: W19, a guest that has only just been stopped may not be.
function Get-GuestThatIsOff {
    $vm = Get-Guest
    if ("$($vm.State)" -ne 'Off') {
        throw "it is $($vm.State), and can only be changed while it is off"
    }
    $vm
}

function ConvertTo-Truth {
    param([object] $Value)

    "$([bool] $Value)".ToLowerInvariant()
}

function Get-OptOut {
    param([object] $Vm)

    if (-not (Test-OptOut)) {
        return ''
    }
    try {
        ConvertTo-Truth (Get-VMSecurity -VM $Vm).VirtualizationBasedSecurityOptOut
    } catch {
        # An old configuration has no security settings; what is not known is not changed.
        ''
    }
}

# Some builds want this before they expose the extensions: W7.
function Test-OptOut {
    $command = Get-Command -Name 'Set-VMSecurity' -ErrorAction Ignore
    $null -ne $command -and $command.Parameters.ContainsKey('VirtualizationBasedSecurityOptOut')
}

function Get-GuestValues {
    $vm = Get-Guest
    $processor = Get-VMProcessor -VM $vm
    $exposed = $processor.PSObject.Properties['ExposeVirtualizationExtensions']
    @{
        'memory' = "$($vm.MemoryStartup)"
        'dynamic' = ConvertTo-Truth $vm.DynamicMemoryEnabled
        'minimum' = "$($vm.MemoryMinimum)"
        'maximum' = "$($vm.MemoryMaximum)"
        'vcpus' = "$($processor.Count)"
        'nested' = if ($null -eq $exposed) { '' } else { ConvertTo-Truth $exposed.Value }
        'opt-out' = Get-OptOut $vm
        'version' = "$($vm.Version)"
    }
}

# The keys whose values are not these. The bounds of dynamic memory count only with it.
function Get-Differing {
    param([hashtable] $Wanted)

    $now = Get-GuestValues
    foreach ($key in $values) {
        $bound = $key -eq 'minimum' -or $key -eq 'maximum'
        if ($Wanted[$key] -and $Wanted[$key] -ne $now[$key] -and -not ($bound -and $Wanted['dynamic'] -ne 'true')) {
            $key
        }
    }
}

function Set-GuestMemory {
    param([hashtable] $Wanted)

    $arguments = @{ StartupBytes = [long] $Wanted['memory'] }
    if ($Wanted['dynamic'] -eq 'true') {
        $arguments['DynamicMemoryEnabled'] = $true
        $arguments['MinimumBytes'] = [long] $Wanted['minimum']
        $arguments['MaximumBytes'] = [long] $Wanted['maximum']
    } else {
        $arguments['DynamicMemoryEnabled'] = $false
    }
    Set-VMMemory -VM (Get-GuestThatIsOff) @arguments
}

function Set-OptOut {
    param([string] $Value)

    Set-VMSecurity -VM (Get-GuestThatIsOff) -VirtualizationBasedSecurityOptOut ($Value -eq 'true')
}

function Set-GuestNested {
    param([string] $Value)

    try {
        Set-VMProcessor -VM (Get-GuestThatIsOff) -ExposeVirtualizationExtensions ($Value -eq 'true')
    } catch {
        if ($_.FullyQualifiedErrorId -notlike 'NotSupported,*' -or $Value -ne 'true' -or -not (Test-OptOut)) {
            throw
        }
        Set-OptOut 'true'
        Set-VMProcessor -VM (Get-GuestThatIsOff) -ExposeVirtualizationExtensions $true
    }
}

# Makes the values so, those that are not.
function Set-GuestValues {
    param([hashtable] $Wanted)

    $differing = @(Get-Differing $Wanted)
    if (@($differing | Where-Object { @('memory', 'dynamic', 'minimum', 'maximum') -contains $_ }).Count -gt 0) {
        Set-GuestMemory $Wanted
    }
    if ($differing -contains 'vcpus') {
        Set-VMProcessor -VM (Get-GuestThatIsOff) -Count ([long] $Wanted['vcpus'])
    }
    if ($differing -contains 'nested') {
        Set-GuestNested $Wanted['nested']
    }
    if ($differing -contains 'opt-out') {
        Set-OptOut $Wanted['opt-out']
    }
}

function Assert-Values {
    param([hashtable] $Wanted, [string] $When)

    $differing = @(Get-Differing $Wanted)
    if ($differing.Count -gt 0) {
        $now = Get-GuestValues
        throw (@($differing | ForEach-Object { "$_ reads $($now[$_]) instead of $($Wanted[$_])" }) -join ', ') + " $When"
    }
}

