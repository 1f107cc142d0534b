package io.quantgrid.jobs.cli;

import io.quantgrid.core.grid.Catalog;
import io.quantgrid.datasets.catalog.StandardCatalog;
import io.quantgrid.jobs.storage.RemoteInputs;
import io.quantgrid.jobs.sweep.CatalogSource;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;

/** The catalog that commands and executors share. */
final class Catalogs {
  private static final String HADOOP = "spark.hadoop.";

  private Catalogs() {}

  static CatalogSource source() {
    TreeMap<String, String> settings = new TreeMap<>();
    for (scala.Tuple2<String, String> setting : new SparkConf().getAllWithPrefix(HADOOP)) {
      settings.put(setting._1(), setting._2());
    }
    return new Source(settings);
  }

  /**
   * @param hadoop settings beside those on the class path
   */
  private record Source(TreeMap<String, String> hadoop) implements CatalogSource {
    @Override
    public Catalog open() {
      Configuration configuration = new Configuration();
      hadoop.forEach(configuration::set);
      return new StandardCatalog(new RemoteInputs(configuration)::localize);
    }
  }
}
