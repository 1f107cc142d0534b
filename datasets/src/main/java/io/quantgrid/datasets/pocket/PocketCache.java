package io.quantgrid.datasets.pocket;

import io.quantgrid.core.checkpoint.Sha256;
import io.quantgrid.core.grid.CatalogException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A folder on this machine's disk that holds unpacked embedded files. A file appears under its name
 * only whole (written beside, hashed, then moved in one step), so any number of threads and
 * processes may unpack at once. A file whose size or hash is wrong is replaced; who has the old one
 * mapped keeps it.
 */
final class PocketCache {
  private final Path root;
  private final Map<Path, Stamp> checked = new ConcurrentHashMap<>();

  /** What a file looked like when its hash was right. */
  private record Stamp(long bytes, FileTime modified) {}

  PocketCache(Path root) {
    this.root = root;
  }

  /**
   * Unpacks what is missing or damaged and gives the folder, whose every file has then been hashed
   * once by this process.
   *
   * @param folder as in the manifest, {@code models/pocket-s}
   */
  Path unpack(String folder) {
    List<PocketFile> files = PocketManifest.folder(folder);
    Path home = root.resolve("pocket").resolve(key(files)).resolve(lastName(folder));
    try {
      Files.createDirectories(home);
      for (PocketFile file : files) {
        Path target = home.resolve(file.name());
        if (!isWhole(target, file)) {
          write(file, target);
        }
      }
    } catch (IOException e) {
      throw new CatalogException(
          "Cannot unpack "
              + lastName(folder)
              + " to "
              + home
              + ": "
              + e
              + " (expected a writable folder; set the system property "
              + CacheFolder.PROPERTY
              + " to another)",
          e);
    }
    return home;
  }

  private boolean isWhole(Path target, PocketFile file) throws IOException {
    if (!Files.isRegularFile(target) || Files.size(target) != file.bytes()) {
      return false;
    }
    Stamp stamp = stamp(target);
    if (stamp.equals(checked.get(target))) {
      return true;
    }
    try (InputStream in = Files.newInputStream(target)) {
      if (!copy(in, OutputStream.nullOutputStream()).equals(file.sha256())) {
        return false;
      }
    }
    checked.put(target, stamp);
    return true;
  }

  private void write(PocketFile file, Path target) throws IOException {
    Path partial = target.resolveSibling("." + file.name() + "." + UUID.randomUUID());
    try {
      try (InputStream in = PocketManifest.open(file.resource());
          OutputStream out = Files.newOutputStream(partial)) {
        String hash = copy(in, out);
        if (!hash.equals(file.sha256())) {
          throw new IOException(
              "the embedded " + file.path() + " has SHA-256 " + hash + ", not " + file.sha256());
        }
      }
      Stamp stamp = stamp(partial);
      Files.move(
          partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      checked.put(target, stamp);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private static Stamp stamp(Path path) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
    return new Stamp(attributes.size(), attributes.lastModifiedTime());
  }

  private static String copy(InputStream in, OutputStream out) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (DigestInputStream hashed = new DigestInputStream(in, digest)) {
      hashed.transferTo(out);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Another content, another folder: versions of this program never meet. */
  private static String key(List<PocketFile> files) {
    MessageDigest digest = Sha256.digest();
    for (PocketFile file : files) {
      digest.update((file.name() + " " + file.sha256() + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }

  private static String lastName(String folder) {
    return folder.substring(folder.lastIndexOf('/') + 1);
  }
}
