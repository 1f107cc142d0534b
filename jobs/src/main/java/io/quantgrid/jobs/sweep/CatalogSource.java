package io.quantgrid.jobs.sweep;

import io.quantgrid.core.grid.Catalog;
import java.io.Serializable;

/** Makes the catalog anew in every JVM that computes; travels to executors. */
@FunctionalInterface
public interface CatalogSource extends Serializable {
  Catalog open();
}
