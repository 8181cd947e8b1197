# Get-Acl of Microsoft.PowerShell.Security, for folders: their owner and rights as a text, Sddl.
#
# The file's mode stands for them, as icacls.exe beside this leaves it: the set-group-id bit for the owner
# Administrators, and no rights of the group and of others for what that grants. Another folder has what
# one that an ordinary user made in ProgramData inherits. unconfirmed: the masks.

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

function Get-Acl {
    [CmdletBinding(DefaultParameterSetName = 'ByPath')]
    param(
        [Parameter(ParameterSetName = 'ByPath', Position = 0, ValueFromPipeline = $true, ValueFromPipelineByPropertyName = $true)]
        [string[]] $Path = @('.'),

        [Parameter(ParameterSetName = 'ByLiteralPath', ValueFromPipelineByPropertyName = $true)]
        [Alias('PSPath')]
        [string[]] $LiteralPath
    )

    process {
        $all = if ($PSCmdlet.ParameterSetName -eq 'ByPath') { $Path } else { $LiteralPath }
        foreach ($one in $all) {
            if (-not (Test-Path -LiteralPath $one)) {
                $record = New-MachineError -Id 'GetAcl_PathNotFound_Exception' -Category 'ObjectNotFound' -Target $one -Message "Cannot find path '$one' because it does not exist."
                Write-CommandError -Command $PSCmdlet -As 'Microsoft.PowerShell.Commands.GetAclCommand' -Record $record
                continue
            }
            $mode = "$(& ls -ld $one)".Substring(0, 10)
            $owner = if ($mode[6] -eq 's' -or $mode[6] -eq 'S') { 'BA' } else { 'S-1-5-21-1-2-3-1001' }
            $rights = 'D:AI(A;ID;FA;;;S-1-5-21-1-2-3-1001)(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIID;0x1200a9;;;BU)(A;CIID;DCLCRPCR;;;BU)'
            if ($mode.Substring(4, 2) -eq '--' -and $mode.Substring(7, 3) -eq '---') {
                $rights = 'D:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)'
            }
            New-Object psobject -Property ([ordered] @{ Path = $one; Sddl = "O:${owner}G:S-1-5-21-1-2-3-513$rights" })
        }
    }
}
