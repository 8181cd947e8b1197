package dev.rookery.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/// What every command understands.
@Command(versionProvider = StandardOptions.Version.class)
final class StandardOptions {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Option(names = "--version", versionHelp = true, description = "Show the version.")
    boolean version;

    /// The version that the build put into the jar.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = StandardOptions.class.getPackage().getImplementationVersion();
            return new String[] {"rookery " + (version == null ? "(not packaged)" : version)};
        }
    }
}
