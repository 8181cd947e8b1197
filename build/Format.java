import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Checks (or with `--fix` mends) the format of every Java file below the project's folder.
///
/// The formatter is given a list of files: given a folder it skips it and reports success.
class Format {
    public static void main(String[] args) throws IOException, InterruptedException {
        boolean fix = args[0].equals("--fix");
        Path jar = Path.of(args[1]);
        Path project = Path.of(args[2]);
        Path list = jar.resolveSibling("format-files.txt");
        // The formatter splits the list at blanks, so the names are those below the project.
        Files.write(list, javaFiles(project));
        List<String> mode =
                fix ? List.of("--replace") : List.of("--set-exit-if-changed", "--dry-run");
        Process formatter =
                new ProcessBuilder(
                                Stream.of(
                                                List.of(
                                                        ProcessHandle.current()
                                                                .info()
                                                                .command()
                                                                .orElse("java"),
                                                        "-jar",
                                                        jar.toString(),
                                                        "--aosp"),
                                                mode,
                                                List.of("@" + project.relativize(list)))
                                        .flatMap(List::stream)
                                        .toList())
                        .directory(project.toFile())
                        .inheritIO()
                        .start();
        int code = formatter.waitFor();
        if (code != 0) {
            System.err.println(
                    "The files named above are not formatted; mend them with: mvn -q"
                            + " process-sources -Dformat.mode=--fix");
        }
        System.exit(code);
    }

    private static List<String> javaFiles(Path project) throws IOException {
        try (Stream<Path> src = Files.walk(project.resolve("src"));
                Stream<Path> build = Files.walk(project.resolve("build"))) {
            return Stream.concat(src, build)
                    .filter(path -> path.toString().endsWith(".java"))
                    .sorted()
                    .map(file -> project.relativize(file).toString())
                    .toList();
        }
    }
}
