@{
    RootModule = 'Hyper-V.psm1'
    ModuleVersion = '2.0.0.0'
    RequiredModules = @('SimulatedWindows', 'PowerShellDirect')
    FunctionsToExport = @(
        'Get-VM', 'Get-VMProcessor', 'Get-VMNetworkAdapter', 'Get-VMSnapshot', 'Get-VMHost', 'Get-VMSwitch',
        'Get-VMIntegrationService', 'Get-VMHostSupportedVersion', 'Get-VMSecurity', 'Set-VMProcessor', 'Set-VMMemory',
        'Set-VM', 'Set-VMNetworkAdapter', 'Set-VMSecurity', 'Update-VMVersion', 'Remove-VMSavedState', 'Remove-VMSnapshot', 'Start-VM',
        'Stop-VM')
    CmdletsToExport = @()
    VariablesToExport = @()
    AliasesToExport = @('Get-VMCheckpoint')
}
