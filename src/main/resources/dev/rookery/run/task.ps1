# What every task finds, after facts/say.ps1.
#
#   run   the run's id: a parameter
#
# $state: everything that Rookery keeps on the machine. $record: what this run keeps there.
# Invoke-Task does a task's work if this run has the machine, and says the outcome: done, unless the work
# puts another word into $outcome.

$state = Join-Path $env:ProgramData 'Rookery'
$record = Join-Path (Join-Path $state 'runs') $run
$lockFile = Join-Path $state 'lock'
$busyFile = Join-Path $state 'task'
$leaseMinutes = 10
$outcome = @{ result = 'done' }

# Runs a program, which must end with 0. What it writes to its standard error is no error of ours.
function Invoke-Program {
    param([string] $Program, [string[]] $Arguments)

    $ErrorActionPreference = 'Continue'
    $said = & $Program $Arguments 2>&1 | Out-String
    if ($LASTEXITCODE -ne 0) {
        throw "$Program ended with ${LASTEXITCODE}: $($said.Trim())"
    }
}

# Whether only administrators and the system can have written to a folder since it was made: one of them
# owns it, nothing is inherited, and nobody else is named. BA and SY are what SDDL calls them.
function Test-Guarded {
    param([string] $Folder)

    $sddl = (Get-Acl -LiteralPath $Folder).Sddl
    $trusted = '(BA|SY|S-1-5-32-544|S-1-5-18)'
    $sddl -cmatch "^O:$trusted(G:[^:]*)?D:P[A-Z]*(\((?:[^;()]*;){5}$trusted\))+(S:|$)"
}

# Makes the folder that only administrators may write to. Anyone may write to a folder that is new in
# ProgramData, so it gets its name when its rights are set, and only if it is empty then. The numbers are
# the well-known SIDs of Administrators and SYSTEM, whose names are translated.
function New-State {
    $new = "$state-" + [guid]::NewGuid().ToString('N')
    [void] (New-Item -ItemType Directory -Path $new)
    Invoke-Program 'icacls.exe' @($new, '/setowner', '*S-1-5-32-544', '/Q')
    Invoke-Program 'icacls.exe' @($new, '/inheritance:r', '/grant:r', '*S-1-5-32-544:(OI)(CI)F', '*S-1-5-18:(OI)(CI)F', '/Q')
    if (@(Get-ChildItem -LiteralPath $new -Force).Count -gt 0) {
        throw "somebody wrote to $new while it was made: see who it was, remove it, then apply again"
    }
    try {
        [IO.Directory]::Move($new, $state)
    } catch [IO.IOException] {
        # Another run was quicker, or somebody else: what is there now is looked at next.
        [IO.Directory]::Delete($new)
    }
}

# Anyone may make a folder in ProgramData, and files in it: what was not made as above is not trusted.
function Open-State {
    if (-not (Test-Path -LiteralPath $state)) {
        New-State
    }
    if ((Get-Item -LiteralPath $state -Force).Attributes -band [IO.FileAttributes]::ReparsePoint) {
        throw "$state is a link: remove it, then apply again"
    }
    if (-not (Test-Guarded $state)) {
        throw "others than administrators own $state or may write to it, so that nothing in it can be trusted: look at it, remove it, then apply again"
    }
    [void] (New-Item -ItemType Directory -Force -Path $record)
}

# The file, opened for nobody else until it is disposed of.
function Open-Alone {
    param([string] $Path, [int] $Seconds)

    $until = [DateTime]::UtcNow.AddSeconds($Seconds)
    while ($true) {
        try {
            return [IO.File]::Open($Path, 'OpenOrCreate', 'ReadWrite', 'None')
        } catch [IO.IOException] {
            if ([DateTime]::UtcNow -ge $until) {
                throw
            }
            Start-Sleep -Milliseconds 100
        }
    }
}

# The file, opened together with others that open it so, until it is disposed of; nobody has it alone meanwhile.
function Open-Shared {
    param([string] $Path, [int] $Seconds)

    $until = [DateTime]::UtcNow.AddSeconds($Seconds)
    while ($true) {
        try {
            return [IO.File]::Open($Path, 'OpenOrCreate', 'Read', 'Read')
        } catch [IO.IOException] {
            if ([DateTime]::UtcNow -ge $until) {
                throw
            }
            Start-Sleep -Milliseconds 100
        }
    }
}

# Gives the lock's fields to a block, alone, and writes the fields that the block answers.
function Edit-Lock {
    param([scriptblock] $Change)

    $file = Open-Alone -Path $lockFile -Seconds 10
    try {
        $fields = @{}
        $text = (New-Object IO.StreamReader($file)).ReadToEnd()
        foreach ($line in ($text -split "`n")) {
            $name, $value = $line -split ' ', 2
            if ($value) {
                $fields[$name] = $value
            }
        }
        $new = & $Change $fields
        $text = ''
        foreach ($name in $new.Keys) {
            $text += "$name $($new[$name])`n"
        }
        $bytes = [Text.Encoding]::UTF8.GetBytes($text)
        $file.SetLength(0)
        $file.Write($bytes, 0, $bytes.Length)
    } finally {
        $file.Dispose()
    }
}

function Get-LeaseEnd {
    param([int] $Minutes)

    [DateTime]::UtcNow.AddMinutes($Minutes).ToString('o', [cultureinfo]::InvariantCulture)
}

# Whether the lease of these fields still counts. One that ends in the far future was made before
# the machine's clock was set back.
function Test-Lease {
    param([hashtable] $Fields)

    if (-not $Fields['until']) {
        return $false
    }
    $left = [DateTime]::Parse($Fields['until'], [cultureinfo]::InvariantCulture, 'RoundtripKind') - [DateTime]::UtcNow
    $left -gt [TimeSpan]::Zero -and $left -lt [TimeSpan]::FromHours(2)
}

# Lengthens this run's lease. No task may run once another run can have the machine.
function Update-Lease {
    param([int] $Minutes)

    Edit-Lock {
        param($fields)

        if ($fields['run'] -ne $run -or -not (Test-Lease $fields)) {
            throw 'this run does not hold the machine''s lock (any more); nothing was changed'
        }
        $fields['until'] = Get-LeaseEnd $Minutes
        $fields
    }
}

# What is wrong, in a form for people: the message, then the names that are not translated.
function Write-Failure {
    param([Management.Automation.ErrorRecord] $Failure)

    Write-Known 'result' 'failed'
    Write-Known 'reason' ($Failure.Exception.Message.Trim() -replace '\s*[\r\n]+\s*', ' ')
    if ($Failure.CategoryInfo.Category -ne 'OperationStopped') {
        Write-Known 'detail' "$($Failure.FullyQualifiedErrorId), $($Failure.CategoryInfo.Category)"
    }
}

# The busy file is open for as long as the task runs, so that no other run takes the machine meanwhile, however
# long it takes. Several tasks of one run may run at the same time.
function Invoke-Task {
    param([scriptblock] $Work, [int] $Lease = $leaseMinutes)

    $busy = $null
    try {
        Open-State
        $busy = Open-Shared -Path $busyFile -Seconds 10
        Update-Lease $Lease
        & $Work
        Update-Lease $Lease
        Write-Known 'result' $outcome['result']
    } catch {
        Write-Failure $_
    } finally {
        if ($null -ne $busy) {
            $busy.Dispose()
        }
    }
}
