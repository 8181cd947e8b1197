@{
    RootModule = 'ServerManager.psm1'
    ModuleVersion = '1.0'
    RequiredModules = @('SimulatedWindows')
    FunctionsToExport = @('Get-WindowsFeature', 'Install-WindowsFeature')
    CmdletsToExport = @()
    VariablesToExport = @()
    AliasesToExport = @('Add-WindowsFeature')
}
