package io.quantgrid.core.grid;

import io.quantgrid.core.grid.Value.Mapping;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads sweep files. All problems are reported at once, each in one line that names file, line,
 * key, value and what was expected. Keys, with their defaults:
 *
 * <table>
 * <caption>Keys of a sweep</caption>
 * <tr><td>{@code name}</td><td>in rows and reports; default: the file's name without extension</td></tr>
 * <tr><td>{@code output}</td><td>folder or Hadoop URI, relative to the working directory</td></tr>
 * <tr><td>{@code engine}</td><td>default {@code torch}</td></tr>
 * <tr><td>{@code dtype}</td><td>what is not quantized computes in this: {@code float32} (the default),
 * {@code bf16}, {@code fp16}</td></tr>
 * <tr><td>{@code compute}</td><td>{@code native} (the default): low-bit arithmetic where the engine has
 * it; {@code simulated}: values are dequantized first</td></tr>
 * <tr><td>{@code models}</td><td>list of embedded models' names, paths of checkpoint folders (with a
 * slash, relative to the sweep file; named by their last part), or {@code {name, path}}</td></tr>
 * <tr><td>{@code formats}</td><td>list of names, or {@code {name, weights, activations, kv, keep}};
 * {@code baseline} always runs</td></tr>
 * <tr><td>{@code methods}</td><td>list of recipes; default {@code [rtn]}</td></tr>
 * <tr><td>{@code tasks}</td><td>list of names of tasks or groups, paths of task files (with a slash or
 * ending in .yaml, relative to the sweep file), or {@code {task | file, shots, chat, system, name}}
 * </td></tr>
 * <tr><td>{@code chat}</td><td>{@code none} (the default), or in the model's chat template: {@code
 * multiturn}, {@code singleturn}; for tasks that do not say</td></tr>
 * <tr><td>{@code system}</td><td>an instruction before the tasks' own descriptions; default none
 * </td></tr>
 * <tr><td>{@code exclude}</td><td>list of {@code {model, format, method, calibration, task}}, each a glob; default
 * none</td></tr>
 * <tr><td>{@code limits}</td><td>{@code {samples}}: most items per cell; default all</td></tr>
 * <tr><td>{@code batch}</td><td>most sequences computed at once; default 32</td></tr>
 * <tr><td>{@code threads}</td><td>threads per task slot; default 1</td></tr>
 * <tr><td>{@code similarity}</td><td>{@code embedding} where generated texts are compared by
 *     sentence embeddings, too; default {@code text}</td></tr>
 * <tr><td>{@code top_k}</td><td>log-probabilities that a baseline keeps per scored token; default 64
 * </td></tr>
 * <tr><td>{@code memory}</td><td>{@code {limit: 6GiB}}: most native memory that models of an
 * executor take; default no limit</td></tr>
 * <tr><td>{@code allow_code}</td><td>{@code true} where tasks may run what a model wrote; default
 * {@code false}</td></tr>
 * <tr><td>{@code calibration}</td><td>{@code {name, task | file | random: tokens, samples: 128,
 * tokens: 512, seed: 1, order: written | shuffled, states: quantized | original, experts: all |
 * routed}}, or a list of them: what static activations and recipes that look at inputs calibrate on,
 * each of them on each; default none</td></tr>
 * </table>
 */
public final class SweepReader {
  private static final int MOST_BYTES = 1 << 20;

  private final List<String> engines;
  private final Optional<Catalog> catalog;

  /** A reader that checks no more than what stands in the file. */
  public SweepReader(List<String> engines) {
    this(engines, Optional.empty());
  }

  /**
   * A reader that also finds the models and tasks and tries the grid.
   *
   * @param engines names of the engines there are
   */
  public SweepReader(List<String> engines, Catalog catalog) {
    this(engines, Optional.of(catalog));
  }

  private SweepReader(List<String> engines, Optional<Catalog> catalog) {
    this.engines = List.copyOf(engines);
    this.catalog = catalog;
  }

  /**
   * Reads a local file.
   *
   * @param overrides {@code key=value}: dotted path of keys with indices in brackets, and a value
   *     in YAML; an empty value takes the key away
   */
  public Sweep read(Path file, List<String> overrides) throws SweepException {
    Problems problems = new Problems();
    Place place = new Place(file.toString(), 0, "");
    Optional<String> text = text(file, place, problems);
    problems.throwIfAny();
    Path folder = file.toAbsolutePath().normalize().getParent();
    return read(text.orElseThrow(), file.toString(), folder, overrides);
  }

  /**
   * Reads a sweep from its text.
   *
   * @param file what messages call it
   * @param folder what paths of models and tasks are relative to
   */
  public Sweep read(String text, String file, Path folder, List<String> overrides)
      throws SweepException {
    Problems problems = new Problems();
    Place place = new Place(file, 1, "");
    Optional<Value> value = YamlText.parse(text, place, problems);
    if (value.isPresent() && !(value.get() instanceof Mapping)) {
      problems.add(value.get().place(), value.get().shown(), "keys and values, as in name: mine");
    }
    if (value.isEmpty() || !(value.get() instanceof Mapping written)) {
      problems.throwIfAny();
      throw new IllegalStateException("No problem was reported with " + file);
    }
    Mapping root = Overrides.apply(written, overrides, problems);
    String applied = overrides.isEmpty() ? text : YamlText.write(root);
    SweepKeys keys = new SweepKeys(root, file, folder, engines, problems);
    Draft draft = keys.draft();
    Sweep sweep = keys.sweep(draft, applied);
    catalog.ifPresent(c -> Grid.of(draft, c, problems));
    problems.throwIfAny();
    return sweep;
  }

  /**
   * The folder with the data of tasks that a sweep file names, a path or URI; it is wanted before
   * the tasks can be found. Empty also for a file that cannot be read: {@link #read} says why.
   */
  public static Optional<String> data(Path file, List<String> overrides) {
    Problems unsaid = new Problems();
    Place place = new Place(file.toString(), 1, "");
    Optional<Value> value =
        text(file, place, unsaid).flatMap(text -> YamlText.parse(text, place, unsaid));
    if (value.isEmpty() || !(value.get() instanceof Mapping written)) {
      return Optional.empty();
    }
    Mapping root = Overrides.apply(written, overrides, unsaid);
    Path folder = file.toAbsolutePath().normalize().getParent();
    return new Fields(root, List.of("data"), unsaid)
        .text("data", Locations.DATA)
        .flatMap(
            text ->
                Locations.isUri(text)
                    ? Optional.of(text)
                    : Locations.resolve(folder, text).map(Path::toString));
  }

  private static Optional<String> text(Path file, Place place, Problems problems) {
    Optional<String> unreadable = Locations.unreadableFile(file);
    if (unreadable.isPresent()) {
      problems.add(place, "the sweep", unreadable.get());
      return Optional.empty();
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    } catch (IOException e) {
      problems.add(place, e.getClass().getSimpleName() + " " + e.getMessage(), "a file");
      return Optional.empty();
    }
    if (bytes.length > MOST_BYTES) {
      problems.add(place, "more than " + MOST_BYTES + " bytes", "a sweep");
      return Optional.empty();
    }
    return decode(bytes, place, problems);
  }

  /** UTF-8, strictly. */
  private static Optional<String> decode(byte[] bytes, Place place, Problems problems) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    CoderResult result = decoder.decode(in, out, true);
    out.flip();
    if (result.isError()) {
      int line = 1 + (int) out.chars().filter(c -> c == '\n').count();
      int first = bytes[in.position()] & 0xff;
      problems.add(
          new Place(place.source(), line, ""), String.format("byte 0x%02x", first), "UTF-8");
      return Optional.empty();
    }
    String text = out.toString();
    return Optional.of(text.startsWith("\ufeff") ? text.substring(1) : text);
  }
}
