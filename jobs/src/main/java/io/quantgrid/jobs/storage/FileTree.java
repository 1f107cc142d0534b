package io.quantgrid.jobs.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.io.InputFile;

/**
 * What an output folder asks of a file system. Paths are relative to the folder, with slashes.
 * Everything that becomes visible is whole.
 */
interface FileTree {
  /** Folder of what is not published yet; never read as results. */
  String ATTEMPTS = "_attempts";

  /**
   * A file of the tree.
   *
   * @param bytes length
   * @param modified milliseconds since 1970
   */
  record Listed(String path, long bytes, long modified) {}

  /** The folder as users know it. */
  String location();

  boolean exists(String path) throws IOException;

  /** A small file's content; empty when it is not there. */
  Optional<byte[]> read(String path) throws IOException;

  /** All files below a folder, by path; none when the folder is not there. */
  List<Listed> list(String folder) throws IOException;

  /** A Parquet file to read in place. */
  InputFile input(String path) throws IOException;

  /** Creates a file with all its content; false when there is one already. */
  boolean createNew(String path, byte[] content) throws IOException;

  /** Creates or replaces a file in one step. */
  void put(String path, byte[] content) throws IOException;

  /**
   * Renames a file in one step; false when {@code from} is gone or {@code to} exists. Of several
   * callers with the same names one succeeds.
   */
  boolean moveNew(String from, String to) throws IOException;

  /** Deletes a file or a folder with all in it; nothing happens when it is not there. */
  void delete(String path) throws IOException;

  /** A path on this machine's disk where an attempt may be written before it is published. */
  Path scratch(String attempt) throws IOException;

  /**
   * Makes a finished local file or folder appear at {@code target} in one step; false when there is
   * one already. The local copy may stay behind.
   */
  boolean publish(Path local, String target) throws IOException;

  /**
   * A folder of the tree on this machine's disk, copied at most once per machine where it is not
   * already there. Folders are content-addressed: a copy never goes stale.
   */
  Path localFolder(String folder) throws IOException;
}
