package io.quantgrid.jobs.judge;

import io.quantgrid.datasets.judge.AnswerCache;
import io.quantgrid.jobs.storage.OutputFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** A judge's answers in the output folder, a file each. */
record FolderCache(OutputFolder folder) implements AnswerCache {
  @Override
  public Optional<String> find(String hash) {
    try {
      return folder.read(path(hash));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void keep(String hash, String answer) {
    try {
      folder.write(path(hash), answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String path(String hash) {
    return "judge/answers/" + hash.substring(0, 2) + "/" + hash + ".txt";
  }
}
