package io.quantgrid.core.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The content hash of a model's folder, or of the single file that is a model: SHA-256 over names
 * and contents of its configuration, its tokenizer's files and its weights. Other files, and where
 * the folder lies, do not matter.
 *
 * <p>A file's hash is kept in memory as long as its real path, size, times and identity stay the
 * same; nothing is written beside the model.
 */
public final class Fingerprint {
  /** All but the weights that can change a result. */
  private static final List<String> SMALL_FILES =
      List.of(
          "added_tokens.json",
          "chat_template.jinja",
          "chat_template.json",
          "config.json",
          "generation_config.json",
          "merges.txt",
          "special_tokens_map.json",
          "tokenizer.json",
          "tokenizer.model",
          "tokenizer_config.json",
          "vocab.json");

  private static final int BUFFER_BYTES = 1 << 20;
  private static final ConcurrentHashMap<Version, byte[]> HASHES = new ConcurrentHashMap<>();

  private record Version(Path file, long size, long modified, String identity) {}

  private Fingerprint() {}

  /**
   * 64 hexadecimal digits.
   *
   * @throws CheckpointException if the folder holds no checkpoint or cannot be read
   */
  public static String of(Path folder) {
    if (WeightFiles.isModel(folder)) {
      return HexFormat.of().formatHex(hash(folder));
    }
    if (!Files.isDirectory(folder)) {
      throw new CheckpointException(
          "Cannot read %s: not a folder (expected a model's folder)".formatted(folder));
    }
    List<Path> files = new ArrayList<>();
    for (String name : SMALL_FILES) {
      Path file = ModelFolder.file(folder, name);
      if (Files.isRegularFile(file)) {
        files.add(file);
      }
    }
    files.addAll(WeightFiles.of(folder).files());
    return of(folder, files);
  }

  /**
   * The content hash of some files of a folder, by their names and contents in this order.
   *
   * @throws CheckpointException if one cannot be read
   */
  public static String of(Path folder, List<Path> files) {
    MessageDigest digest = Sha256.digest();
    for (Path file : files) {
      digest.update(
          folder.normalize().relativize(file).toString().getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      digest.update(hash(file));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static byte[] hash(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      Version version =
          new Version(
              file.toRealPath(),
              attributes.size(),
              attributes.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS),
              String.valueOf(attributes.fileKey()));
      byte[] known = HASHES.get(version);
      if (known == null) {
        known = read(file);
        HASHES.put(version, known);
      }
      return known;
    } catch (IOException e) {
      throw JsonFile.unreadable(file, "a readable file", e);
    }
  }

  private static byte[] read(Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return digest.digest();
  }
}
