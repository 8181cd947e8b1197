package dev.rookery.cli;

import dev.rookery.diagnostic.Diagnostic;

import picocli.AutoComplete;
import picocli.CommandLine;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;

/// The command line.
public final class Cli {
    private final Workplace workplace;

    Cli(Workplace workplace) {
        this.workplace = workplace;
    }

    /// Runs one command of the process.
    ///
    /// @return the exit code
    public static int run(String[] args) {
        Logging.silence();
        return new Cli(Workplace.ofProcess()).execute(args);
    }

    int execute(String[] args) {
        CommandLine line = new CommandLine(new RookeryCommand());
        line.addSubcommand(new PlanCommand(workplace));
        line.addSubcommand(new ApplyCommand(workplace));
        line.addSubcommand(new VerifyCommand(workplace));
        line.addSubcommand(new DoctorCommand(workplace));
        line.addSubcommand(new FactsCommand(workplace));
        line.addSubcommand(new DemoCommand(workplace));
        line.addSubcommand(new AutoComplete.GenerateCompletion());
        standardOptions(line);
        line.getSubcommands().values().forEach(Cli::standardOptions);
        line.setUsageHelpAutoWidth(true);
        line.setUsageHelpLongOptionsMaxWidth(30);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionStrategy(this::execute);
        line.setExecutionExceptionHandler((failure, _, _) -> failed(failure));
        line.setParameterExceptionHandler((mistake, _) -> misused(mistake));
        return line.execute(args);
    }

    private static void standardOptions(CommandLine line) {
        line.getCommandSpec().mixinStandardHelpOptions(true).versionProvider(new Version());
    }

    private int misused(CommandLine.ParameterException mistake) {
        PrintStream err = workplace.terminal().err();
        err.println("rookery: " + mistake.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(
                mistake, new PrintWriter(err, true, StandardCharsets.UTF_8));
        err.println(
                "See: " + mistake.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE.code();
    }

    private int execute(CommandLine.ParseResult parsed) {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        CommandLine command = parsed.asCommandLineList().getLast();
        Object work = command.getCommand();
        try {
            if (work instanceof Callable<?> callable) {
                return callable.call() instanceof ExitCode code ? code.code() : 0;
            }
        } catch (BadInputException bad) {
            return bad(bad);
        } catch (Exception failure) {
            throw new CommandLine.ExecutionException(command, "", failure);
        }
        command.usage(workplace.terminal().err());
        return ExitCode.USAGE.code();
    }

    private int bad(BadInputException bad) {
        for (Diagnostic mistake : bad.mistakes()) {
            mistake.lines().forEach(workplace.terminal().err()::println);
        }
        return ExitCode.BAD_INPUT.code();
    }

    private int failed(Exception failure) {
        Throwable cause =
                failure instanceof CommandLine.ExecutionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        workplace
                .terminal()
                .err()
                .println(
                        "rookery: this is a bug of Rookery's; please report it with the lines"
                                + " below");
        cause.printStackTrace(workplace.terminal().err());
        return ExitCode.BUG.code();
    }
}
