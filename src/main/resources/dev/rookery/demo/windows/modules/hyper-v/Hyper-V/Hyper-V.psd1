@{
    RootModule = 'Hyper-V.psm1'
    ModuleVersion = '2.0.0.0'
    RequiredModules = @('SimulatedWindows', 'PowerShellDirect')
    FunctionsToExport = @(
        'Get-VM', 'Get-VMProcessor', 'Get-VMNetworkAdapter', 'Get-VMSnapshot', 'Get-VMHost',
        'Get-VMSwitch', 'Set-VMProcessor')
    CmdletsToExport = @()
    VariablesToExport = @()
    AliasesToExport = @('Get-VMCheckpoint')
}
