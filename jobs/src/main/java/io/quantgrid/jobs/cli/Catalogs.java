package io.quantgrid.jobs.cli;

import io.quantgrid.datasets.catalog.StandardCatalog;
import io.quantgrid.datasets.read.DataFolder;
import io.quantgrid.jobs.storage.RemoteInputs;
import io.quantgrid.jobs.sweep.CatalogSource;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;

/** The catalog that commands and executors share. */
public final class Catalogs {
  private static final String HADOOP = "spark.hadoop.";

  private Catalogs() {}

  /** With the data of tasks where the environment says. */
  static CatalogSource source() {
    return source(Optional.empty());
  }

  /**
   * @param data path or URI of a folder with the data of tasks; default what the environment says
   */
  static CatalogSource source(Optional<String> data) {
    return of(data);
  }

  /** The catalog itself, as commands that list tasks need it. */
  public static StandardCatalog standard(Optional<String> data) {
    return of(data).open();
  }

  /** A URI as it is, a path from the working directory on. */
  public static String location(String text) {
    boolean isUri = text.matches("[A-Za-z][A-Za-z0-9+.-]+:/.*");
    return isUri ? text : Path.of(text).toAbsolutePath().normalize().toString();
  }

  private static Source of(Optional<String> data) {
    TreeMap<String, String> settings = new TreeMap<>();
    for (scala.Tuple2<String, String> setting : new SparkConf().getAllWithPrefix(HADOOP)) {
      settings.put(setting._1(), setting._2());
    }
    String folder = data.orElseGet(() -> System.getenv().getOrDefault(DataFolder.VARIABLE, ""));
    return new Source(settings, folder.isBlank() ? "" : location(folder));
  }

  /**
   * @param hadoop settings beside those on the class path
   * @param data empty for data beside the tasks alone
   */
  private record Source(TreeMap<String, String> hadoop, String data) implements CatalogSource {
    @Override
    public StandardCatalog open() {
      Configuration configuration = new Configuration();
      hadoop.forEach(configuration::set);
      return new StandardCatalog(
          new RemoteInputs(configuration)::localize,
          Optional.of(data).filter(folder -> !folder.isEmpty()));
    }
  }
}
