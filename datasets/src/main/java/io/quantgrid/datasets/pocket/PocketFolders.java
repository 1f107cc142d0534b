package io.quantgrid.datasets.pocket;

/** The cache of this process. */
final class PocketFolders {
  static final PocketCache CACHE = new PocketCache(CacheFolder.path());

  private PocketFolders() {}
}
