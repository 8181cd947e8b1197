@{
    RootModule = 'Services.psm1'
    ModuleVersion = '1.0'
    RequiredModules = @('SimulatedWindows')
    FunctionsToExport = @('Get-Service', 'Start-Service', 'Restart-Computer')
    CmdletsToExport = @()
    VariablesToExport = @()
    AliasesToExport = @()
}
