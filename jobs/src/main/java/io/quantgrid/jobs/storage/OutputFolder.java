package io.quantgrid.jobs.storage;

import io.quantgrid.core.grid.WorkUnit;
import io.quantgrid.core.quantize.VariantSummary;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectStreamException;
import java.io.Serializable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.InputFile;

/**
 * The folder of a sweep's results, on any Hadoop file system; laid out as docs/format/output.md
 * says. Paths are relative to it. Travels to executors by serialization.
 */
public final class OutputFolder implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Written last into a variant's folder: without it the variant does not count. */
  public static final String MANIFEST = VariantSummary.FILE;

  /** Key of a sample file's footer: the names of the units in it, separated by commas. */
  public static final String UNITS_KEY = "quantgrid.units";

  static final String MERGED = "merged-";

  private static final Set<String> OBJECT_STORES =
      Set.of("s3", "s3a", "s3n", "gs", "oss", "obs", "cosn", "swift", "wasb", "wasbs");

  private final transient FileTree tree;
  private final transient Configuration configuration;
  private final transient String uri;

  private OutputFolder(FileTree tree, String uri, Configuration configuration) {
    this.tree = tree;
    this.uri = uri;
    this.configuration = configuration;
  }

  /**
   * The folder at a path or Hadoop URI; creates nothing.
   *
   * @throws IOException when the file system cannot be had
   */
  public static OutputFolder open(String uri, Configuration configuration) throws IOException {
    return new OutputFolder(tree(uri, configuration), uri, configuration);
  }

  private static FileTree tree(String uri, Configuration configuration) throws IOException {
    int colon = uri.indexOf(':');
    String scheme = colon > 1 ? uri.substring(0, colon).toLowerCase(Locale.ROOT) : "file";
    if (scheme.equals("file")) {
      return new LocalTree(colon > 1 ? Path.of(URI.create(uri).getPath()) : Path.of(uri));
    }
    var path = new org.apache.hadoop.fs.Path(uri);
    return OBJECT_STORES.contains(scheme)
        ? new ObjectTree(path, configuration)
        : new HadoopTree(path, configuration);
  }

  FileTree tree() {
    return tree;
  }

  /** Path or URI, as users know it. */
  public String location() {
    return tree.location();
  }

  /** Something to write and then publish; the name is for people, uniqueness is added. */
  public Attempt attempt(String name) throws IOException {
    return new Attempt(tree, tree.scratch(name + "." + UUID.randomUUID()));
  }

  public boolean exists(String path) throws IOException {
    return tree.exists(path);
  }

  /** A small text file; empty when it is not there. */
  public Optional<String> read(String path) throws IOException {
    return tree.read(path).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** Creates or replaces a small text file in one step. */
  public void write(String path, String text) throws IOException {
    tree.put(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Deletes a file, or a folder with all in it. */
  public void delete(String path) throws IOException {
    tree.delete(path);
  }

  /** Paths of all files below a folder, in order; none when it is not there. */
  public List<String> list(String folder) throws IOException {
    return tree.list(folder).stream().map(FileTree.Listed::path).toList();
  }

  /** A Parquet file of the folder, to be read in place. */
  public InputFile input(String path) throws IOException {
    return tree.input(path);
  }

  /** The path of a file as Spark and Hadoop take it. */
  public String uri(String path) {
    return tree instanceof LocalTree local
        ? new org.apache.hadoop.fs.Path(Path.of(local.location()).resolve(path).toUri()).toString()
        : tree.location() + "/" + path;
  }

  /** Where a variant's checkpoint is stored. */
  public static String variantFolder(String weightsId) {
    return "variants/" + weightsId;
  }

  /** Whether a variant's checkpoint is there, whole. */
  public boolean hasVariant(String weightsId) throws IOException {
    return tree.exists(variantFolder(weightsId) + "/" + MANIFEST);
  }

  /** A variant's checkpoint on this machine's disk, fetched at most once per machine. */
  public Path variant(String weightsId) throws IOException {
    if (!hasVariant(weightsId)) {
      throw new IOException(
          "Cannot load variant "
              + uri(variantFolder(weightsId))
              + " (expected a folder with "
              + MANIFEST
              + ")");
    }
    return tree.localFolder(variantFolder(weightsId));
  }

  /** The samples table as it is now. Reads the footers of merged files. */
  public Published published() throws IOException {
    List<SampleFile> files = new ArrayList<>();
    for (FileTree.Listed listed : tree.list("samples")) {
      sampleFile(listed.path()).ifPresent(files::add);
    }
    return Published.of(files);
  }

  private Optional<SampleFile> sampleFile(String path) throws IOException {
    Optional<Partition> partition = Partition.ofFile(path);
    if (partition.isEmpty() || !path.endsWith(".parquet")) {
      return Optional.empty();
    }
    String name = path.substring(path.lastIndexOf('/') + 1, path.length() - ".parquet".length());
    List<WorkUnit> units =
        name.startsWith(MERGED)
            ? unitsInFooter(path)
            : UnitName.parse(name).map(List::of).orElse(List.of());
    return units.isEmpty()
        ? Optional.empty()
        : Optional.of(new SampleFile(path, partition.get(), units));
  }

  private List<WorkUnit> unitsInFooter(String path) throws IOException {
    try (ParquetFileReader reader = ParquetFileReader.open(tree.input(path))) {
      String names =
          reader.getFooter().getFileMetaData().getKeyValueMetaData().getOrDefault(UNITS_KEY, "");
      return Arrays.stream(names.split(",", -1))
          .flatMap(name -> UnitName.parse(name).stream())
          .toList();
    }
  }

  /** The file that a merge of these units makes: the same for the same units. */
  public static String mergedFile(Partition partition, List<WorkUnit> units) {
    String names = units.stream().map(UnitName::of).collect(Collectors.joining(","));
    UUID digest = UUID.nameUUIDFromBytes(names.getBytes(StandardCharsets.UTF_8));
    return partition.folder() + "/" + MERGED + digest + ".parquet";
  }

  /** Units of a baseline cell whose references are there, by the ranges in the names. */
  public List<WorkUnit> references(String cellId) throws IOException {
    List<WorkUnit> units = new ArrayList<>();
    for (FileTree.Listed listed : tree.list("baseline/" + cellId)) {
      String path = listed.path();
      if (path.endsWith(".parquet")) {
        String name =
            path.substring(path.lastIndexOf('/') + 1, path.length() - ".parquet".length());
        UnitName.parse(name).ifPresent(units::add);
      }
    }
    return units;
  }

  /** The file of a baseline unit's references. */
  public static String referenceFile(WorkUnit unit) {
    return "baseline/" + unit.cellId() + "/" + UnitName.of(unit) + ".parquet";
  }

  private Object writeReplace() throws ObjectStreamException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      configuration.write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return new Form(uri, bytes.toByteArray());
  }

  /** What travels: where the folder is, and Hadoop's settings. */
  private record Form(String uri, byte[] configuration) implements Serializable {
    private record Opened(Form form, OutputFolder folder) {}

    /** Every task of a run brings the same thousand settings, which are dear to read. */
    private static volatile Optional<Opened> last = Optional.empty();

    private Object readResolve() throws ObjectStreamException {
      Optional<Opened> before = last;
      if (before.isPresent() && before.get().form.isSame(this)) {
        return before.get().folder;
      }
      OutputFolder folder = open();
      last = Optional.of(new Opened(this, folder));
      return folder;
    }

    private boolean isSame(Form other) {
      return uri.equals(other.uri) && Arrays.equals(configuration, other.configuration);
    }

    private OutputFolder open() {
      Configuration read = new Configuration(false);
      try {
        read.readFields(new DataInputStream(new ByteArrayInputStream(configuration)));
        return OutputFolder.open(uri, read);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
