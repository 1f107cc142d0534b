package io.quantgrid.jobs.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The distribution, unpacked.
 *
 * @param folder with launcher, thin jar and lib/
 */
record Archive(Path folder) {
  /** Unpacks what the build's package phase has made. */
  static Archive unpack(Path into) throws IOException, InterruptedException {
    String archive = System.getProperty("quantgrid.archive", "");
    if (archive.isEmpty() || !Files.isRegularFile(Path.of(archive))) {
      throw new IllegalStateException(
          "Cannot unpack the distribution: '"
              + archive
              + "' (expected the file of system property quantgrid.archive; run mvn verify)");
    }
    Files.createDirectories(into);
    Process tar =
        new ProcessBuilder("tar", "-xzf", archive, "--strip-components=1", "-C", into.toString())
            .inheritIO()
            .start();
    if (tar.waitFor() != 0) {
      throw new IOException("Cannot unpack " + archive + ": tar ended with " + tar.exitValue());
    }
    return new Archive(into);
  }

  Path launcher() {
    return folder.resolve("quantgrid");
  }

  /** Names of the jars that the archive brings. */
  List<String> libraries() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("lib"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
