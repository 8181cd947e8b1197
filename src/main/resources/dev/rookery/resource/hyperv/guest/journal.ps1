# The journal of the job that changes a guest, after run/task.ps1. A job writes down what it is about to do
# before it does it, so that a later run knows what was left.
#
# GUEST.journal is only ever added to: a line is a field and its value, and the last line of a field counts.
# A line without its end was cut off and does not count. GUEST.job is open for nobody else while a job runs.
#
#   run, token    whose job it is
#   phase         what it does now: begun, shutting-down, turning-off, discarding, changing, starting, checking,
#                 restoring, starting-again, watching
#   state         the guest's state before
#   nested, memory, dynamic, minimum, maximum, vcpus, version, opt-out   its values before
#   result        done, failed, stale or pending, once there is an answer; with reason, detail and note
#   ended         yes once nothing is left to do; a journal that does not say so, of a job that is not
#                 there any more, was left in the middle

$guests = Join-Path $state 'guests'

function Get-JournalPath {
    Join-Path $guests "$id.journal"
}

# The fields of the journal; none if there is none.
function Read-Journal {
    $fields = @{}
    $path = Get-JournalPath
    if (-not [IO.File]::Exists($path)) {
        return $fields
    }
    $file = [IO.File]::Open($path, 'Open', 'Read', 'ReadWrite, Delete')
    try {
        $lines = @((New-Object IO.StreamReader($file)).ReadToEnd() -split "`n")
    } finally {
        $file.Dispose()
    }
    for ($at = 0; $at -lt $lines.Count - 1; $at++) {
        $name, $value = $lines[$at] -split ' ', 2
        $fields[$name] = "$value"
    }
    $fields
}

# Adds fields to the journal. They are on the disk when this returns.
function Write-Journal {
    param([Collections.IDictionary] $Fields)

    $text = ''
    foreach ($name in $Fields.Keys) {
        $text += "$name " + ("$($Fields[$name])" -replace '[\r\n]+', ' ') + "`n"
    }
    $bytes = [Text.Encoding]::UTF8.GetBytes($text)
    $file = [IO.File]::Open((Get-JournalPath), 'Append', 'Write', 'Read')
    try {
        $file.Write($bytes, 0, $bytes.Length)
        $file.Flush($true)
    } finally {
        $file.Dispose()
    }
}

# A line that was cut off is ended first, so that it does not take the next one with it.
function Repair-Journal {
    $path = Get-JournalPath
    $bytes = [IO.File]::ReadAllBytes($path)
    if ($bytes.Length -gt 0 -and $bytes[$bytes.Length - 1] -ne 10) {
        $text = [Text.Encoding]::UTF8.GetString($bytes)
        [IO.File]::WriteAllText($path, $text.Substring(0, $text.LastIndexOf("`n") + 1))
    }
}

# Whether somebody has the file open for himself alone.
function Test-Held {
    param([string] $Path)

    if (-not [IO.File]::Exists($Path)) {
        return $false
    }
    try {
        [IO.File]::Open($Path, 'Open', 'Read', 'Read').Dispose()
        $false
    } catch [IO.IOException] {
        $true
    }
}
