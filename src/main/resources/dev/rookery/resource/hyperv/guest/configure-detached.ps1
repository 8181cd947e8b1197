# The work of configure.ps1, apart from the connection; its parameters are configure.ps1's, and token: which of
# the guest's jobs this is. It answers in the journal. The state is looked at before every call.

# What only this job did and a look at the guest does not tell.
$done = @{ discarded = $false; checkpoints = 0 }

function Enter-Phase {
    param([string] $Name)

    Write-Journal @{ phase = $Name }
}

# Shuts the guest down by its integration services. Nothing if it is off then; else why it is not, and
# asked: whether it may still go off.
function Stop-Guest {
    Enter-Phase 'shutting-down'
    $why = ''
    $asked = $true
    try {
        $job = Stop-VM -VM (Get-Guest) -Force -AsJob
        $until = [DateTime]::UtcNow.AddSeconds([double] $limit)
        while ((Get-GuestState) -ne 'Off') {
            if ("$($job.State)" -eq 'Failed') {
                $asked = (Get-GuestState) -ne 'Running'
                $cause = $job.JobStateInfo.Reason
                $why = if ($null -eq $cause) { 'it refuses to shut down' } else { "it refuses to shut down: $($cause.Message)" }
                break
            }
            if ([DateTime]::UtcNow -ge $until) {
                $why = "it did not shut down within $limit seconds and is $(Get-GuestState)"
                break
            }
            Start-Sleep -Milliseconds 200
        }
    } catch {
        $asked = $false
        $why = "it refuses to shut down: $($_.Exception.Message)"
    }
    if ($why -and $power_off -eq 'yes') {
        Enter-Phase 'turning-off'
        Stop-VM -VM (Get-Guest) -TurnOff -Force
        if (-not (Wait-GuestState 'Off' 60)) {
            throw "it was turned off but is $(Get-GuestState)"
        }
        return
    }
    if ($why) {
        @{ Why = $why; Asked = $asked }
    }
}

function Start-Guest {
    param([string] $Phase)

    Enter-Phase $Phase
    Start-VM -VM (Get-Guest)
    if (-not (Wait-GuestState 'Running' 120)) {
        throw "it was started but is $(Get-GuestState)"
    }
}

# The values as they were before, as far as that goes. Says what stands in the way.
function Restore-Values {
    param([hashtable] $Before)

    Enter-Phase 'restoring'
    $started = $Before['state'] -ne 'Running'
    if (@(Get-Differing $Before).Count -gt 0 -and (Get-GuestState) -eq 'Running' -and ($started -or $stop -eq 'yes')) {
        $refusal = Stop-Guest
        if ($refusal) {
            "it could not be put back as it was: $($refusal.Why)"
        }
        Enter-Phase 'restoring'
    }
    if ((Get-GuestState) -eq 'Off') {
        try {
            Set-GuestValues $Before
        } catch {
            "it could not be put back as it was: $($_.Exception.Message)"
        }
    }
}

# The power as it was before. Says what stands in the way.
function Restore-Power {
    param([hashtable] $Before)

    try {
        $now = Get-GuestState
        if ($Before['state'] -eq 'Running' -and $now -eq 'Off') {
            Start-Guest 'starting-again'
        } elseif ($Before['state'] -ne 'Running' -and $now -eq 'Running') {
            $refusal = Stop-Guest
            if ($refusal) {
                "it runs and did not before: $($refusal.Why)"
            }
        }
    } catch {
        "it ran before and is $(Get-GuestState) now: $($_.Exception.Message)"
    }
}

# What is not as it was before.
function Get-Left {
    param([hashtable] $Before)

    $now = Get-GuestValues
    foreach ($key in @(Get-Differing $Before)) {
        "$key is $($now[$key]) and was $($Before[$key])"
    }
    if ($Before['version'] -and $now['version'] -ne $Before['version']) {
        "its configuration version is $($now['version']) for good and was $($Before['version'])"
    }
    if ($done.discarded) {
        'its saved state is gone'
    }
    if ($done.checkpoints -gt 0) {
        "its checkpoints ($($done.checkpoints)) are gone"
    }
}

function Write-Restored {
    param([hashtable] $Before, [string] $Reason)

    $said = @(try { Restore-Values $Before } catch { $_.Exception.Message })
    $said += @(Restore-Power $Before)
    $said += @(try { Get-Left $Before } catch { $_.Exception.Message })
    if ($said.Count -eq 0) {
        $said = @('it was put back as it was')
    }
    # A guest that ran is tried again by the next run.
    $ended = if ($Before['state'] -eq 'Running' -and (Get-GuestState) -ne 'Running') { 'no' } else { 'yes' }
    Write-Answer -Result 'failed' -Reason $Reason -Detail ($said -join '; ') -Ended $ended
}

function Write-Answer {
    param([string] $Result, [string] $Reason, [string] $Detail = '', [string] $Note = '', [string] $Ended = 'yes')

    Write-Journal ([ordered] @{ reason = $Reason; detail = $Detail; note = $Note; ended = $Ended; result = $Result })
}

# What was before: as the journal of a job says that was left in the middle, or as it is now.
function Open-Journal {
    $old = Read-Journal
    if ($old.Count -gt 0 -and $old['ended'] -ne 'yes' -and $old['state']) {
        Repair-Journal
        Write-Journal ([ordered] @{ run = $run; token = $token; phase = 'begun'; result = ''; reason = ''; detail = ''; note = '' })
        return $old
    }
    [IO.File]::Delete((Get-JournalPath))
    $before = Get-GuestValues
    $before['state'] = Get-GuestState
    $first = [ordered] @{ run = $run; token = $token; phase = 'begun'; ended = 'no' }
    foreach ($key in ($before.Keys | Sort-Object)) {
        $first[$key] = $before[$key]
    }
    Write-Journal $first
    $before
}

# What the guest shall have. What a job changed that was left in the middle, and is not stated now, goes back.
function Get-WantedValues {
    param([hashtable] $Before)

    $wanted = @{}
    foreach ($key in $values) {
        $wanted[$key] = $Before[$key]
    }
    if ($memory) {
        $wanted['memory'] = $memory
        $wanted['dynamic'] = 'false'
    }
    if ($vcpus) {
        $wanted['vcpus'] = $vcpus
    }
    if ($nested) {
        $wanted['nested'] = $nested
    }
    if ($wanted['nested'] -eq 'true') {
        # Where the extensions need it, it stays as it is.
        $wanted['opt-out'] = ''
    }
    $wanted
}

# Lets the guest be off. Where that needs somebody's leave which is not given, the answer is pending, and a guest
# that was asked to shut down is started again if it does so later.
function Open-Guest {
    param([hashtable] $Before)

    switch (Get-GuestState) {
        'Off' { return $true }
        'Saved' {
            if ($discard -ne 'yes') {
                throw 'it is saved, and its saved state may not be thrown away'
            }
            Enter-Phase 'discarding'
            Remove-VMSavedState -VM (Get-Guest)
            $done.discarded = $true
            if (-not (Wait-GuestState 'Off' 60)) {
                throw "its saved state was removed but it is $(Get-GuestState)"
            }
            return $true
        }
    }
    if ($stop -ne 'yes') {
        throw "it is $(Get-GuestState), and may not be shut down"
    }
    $refusal = Stop-Guest
    if (-not $refusal) {
        return $true
    }
    if (-not $refusal.Asked) {
        Write-Answer -Result 'pending' -Reason $refusal.Why
        return $false
    }
    Write-Journal @{ phase = 'watching' }
    Write-Answer -Result 'pending' -Reason "$($refusal.Why); if it goes off later, it is started again" -Ended 'no'
    $busy.Dispose()
    if ((Wait-GuestState 'Off' ([double] $linger)) -and $after -eq 'Running') {
        Start-Guest 'starting-again'
    }
    # One that may still go off is left to the next run.
    if ((Get-GuestState) -eq $after) {
        Write-Journal @{ ended = 'yes' }
    }
    $false
}

# The disks of checkpoints are merged after they are removed, while the guest says so. Merging takes as long as
# the disks are large.
function Remove-Checkpoints {
    $found = @(Get-VMSnapshot -VM (Get-GuestThatIsOff))
    if ($found.Count -eq 0) {
        return
    }
    Enter-Phase 'removing-checkpoints'
    Remove-VMSnapshot -VM (Get-GuestThatIsOff)
    $done.checkpoints = $found.Count
    $until = [DateTime]::UtcNow.AddHours(1)
    while (@(Get-VMSnapshot -VM (Get-Guest)).Count -gt 0 -or @((Get-Guest).OperationalStatus | ForEach-Object { "$_" }) -contains 'MergingDisks') {
        if ([DateTime]::UtcNow -ge $until) {
            throw 'its checkpoints were removed, and their disks are not merged after an hour'
        }
        Start-Sleep -Milliseconds 200
    }
    Enter-Phase 'changing'
}

function Invoke-Change {
    param([hashtable] $Before)

    $wanted = Get-WantedValues $Before
    $changes = $upgrade -ne 'no' -or @(Get-Differing $wanted).Count -gt 0
    if ($changes -or ($after -eq 'Off' -and (Get-GuestState) -ne 'Saved')) {
        if (-not (Open-Guest $Before)) {
            return
        }
        Enter-Phase 'changing'
        if ($upgrade -ne 'no') {
            if ($upgrade -eq 'discarding') {
                Remove-Checkpoints
            }
            Update-VMVersion -VM (Get-GuestThatIsOff) -Force
        }
        Set-GuestValues $wanted
        Assert-Values $wanted 'after it was set'
    }
    if ($after -eq 'Running' -and (Get-GuestState) -ne 'Running') {
        Start-Guest 'starting'
    }
    Enter-Phase 'checking'
    $note = ''
    if ((Get-GuestState) -eq 'Running') {
        Assert-Values $wanted 'after the start'
    } elseif ($nested -eq 'true') {
        $note = 'not proven until it starts'
    }
    Write-Answer -Result 'done' -Reason '' -Note $note
}

function Invoke-Job {
    $before = Open-Journal
    $now = Get-GuestState
    if ($now -ne $expected) {
        $ended = if ($before['state'] -eq $now) { 'yes' } else { 'no' }
        Write-Answer -Result 'stale' -Reason "it is $now now and was $expected when the plan was made" -Ended $ended
        return
    }
    try {
        Invoke-Change $before
    } catch {
        Write-Restored $before $_.Exception.Message
    }
}

# The busy file is open before the lock is looked at: whoever takes the machine sees the one or
# keeps us from the other.
$mine = Open-Alone -Path (Join-Path $guests "$id.job") -Seconds 10
$busy = Open-Shared -Path $busyFile -Seconds 10
try {
    Update-Lease 90
    [IO.File]::WriteAllText((Join-Path $record "guest-$id"), ((Get-GuestValues).GetEnumerator() | Sort-Object -Property 'Name' | ForEach-Object { "$($_.Name) $($_.Value)`n" }) -join '')
    Invoke-Job
} catch {
    # Whether anything is left to do is what the journal said so far.
    Write-Journal ([ordered] @{ token = $token; reason = $_.Exception.Message; result = 'failed' })
} finally {
    try {
        Update-Lease $leaseMinutes
    } catch {
        # Another run has the machine by now, or none: there is nothing to shorten.
        $null = $_
    }
    $busy.Dispose()
    $mine.Dispose()
}
