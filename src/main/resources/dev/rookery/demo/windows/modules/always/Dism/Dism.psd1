@{
    RootModule = 'Dism.psm1'
    ModuleVersion = '1.0'
    RequiredModules = @('SimulatedWindows')
    FunctionsToExport = @('Get-WindowsOptionalFeature', 'Enable-WindowsOptionalFeature', 'Disable-WindowsOptionalFeature')
    CmdletsToExport = @()
    VariablesToExport = @()
    AliasesToExport = @()
}
