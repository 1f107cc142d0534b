package io.quantgrid.jobs.cli;

import io.quantgrid.datasets.catalog.StandardCatalog;
import io.quantgrid.jobs.sweep.CatalogSource;

/** The catalog that commands and executors share. */
final class Catalogs {
  private Catalogs() {}

  static CatalogSource source() {
    return StandardCatalog::new;
  }
}
