package io.quantgrid.core.checkpoint;

import io.quantgrid.core.checkpoint.SafetensorsWriter.Declared;
import io.quantgrid.core.checkpoint.ZipDirectory.Entry;
import io.quantgrid.kernels.tensor.DType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * A file of torch.save ({@code pytorch_model.bin}, {@code *.pt}, {@code *.pth}), read without
 * running anything of it; see {@link Pickle}. Both layouts are read: the zip archive of PyTorch 1.6
 * and later, and the pickles one after another of before.
 *
 * <pre>
 * NAME/data.pkl    the state_dict; its tensors name storages by their keys
 * NAME/data/KEY    the bytes of a storage
 * NAME/byteorder   "little", where it is there
 * </pre>
 *
 * Tensors whose elements follow one another are mapped; others are gathered when they are asked
 * for, float64 is rounded to float32 and int16 widened to int32.
 */
final class PytorchFile implements WeightFile {
  private static final String STATE = "/data.pkl";
  private static final String FORMAT = "a file of torch.save";

  /** Bytes; enough for 100 000 tensors. */
  private static final long MAX_PICKLE = 32L << 20;

  private final Path file;
  private final MappedFile mapped;
  private final NavigableMap<String, TorchTensor> tensors;
  private final Map<String, Entry> storages;

  private PytorchFile(Path file, MappedFile mapped) throws IOException {
    this.file = file;
    this.mapped = mapped;
    this.storages = new HashMap<>();
    this.tensors = new TreeMap<>();
    if (ZipDirectory.isZip(mapped)) {
      readArchive();
    } else {
      ByteBuffer bytes = mapped.read(0, (int) Math.min(mapped.size(), MAX_PICKLE));
      LegacyTorchFile legacy = LegacyTorchFile.read(file, bytes, mapped);
      tensors.putAll(StateDict.of(file, legacy.state()).tensors());
      storages.putAll(legacy.storages());
    }
    tensors.forEach(this::check);
  }

  /**
   * Maps the file and reads which tensors it has.
   *
   * @throws CheckpointException if it is unsound, or its pickle calls what it may not
   */
  static PytorchFile open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw PickleInput.refused(file, Files.exists(file) ? "not a file" : "no such file", FORMAT);
    }
    MappedFile mapped = null;
    try {
      mapped = MappedFile.open(file);
      PytorchFile opened = new PytorchFile(file, mapped);
      mapped = null;
      return opened;
    } catch (IOException e) {
      throw JsonFile.unreadable(file, FORMAT, e);
    } finally {
      if (mapped != null) {
        closed(mapped);
      }
    }
  }

  @Override
  public SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(tensors.navigableKeySet());
  }

  @Override
  public long elements(String name) {
    return tensors.get(name).elements();
  }

  @Override
  public Declared declared(String name) {
    TorchTensor tensor = found(name);
    return new Declared(name, dtype(name, tensor), tensor.shape().clone());
  }

  @Override
  public StoredTensor tensor(String name) {
    TorchTensor tensor = found(name);
    DType dtype = dtype(name, tensor);
    try {
      Entry entry = storages.get(tensor.storage().key());
      return new StoredTensor(
          name, dtype, tensor.shape().clone(), TorchElements.read(tensor, mapped, entry.begin()));
    } catch (IOException e) {
      throw JsonFile.unreadable(file, FORMAT, e);
    }
  }

  private TorchTensor found(String name) {
    TorchTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw PickleInput.refused(file, name, "one of its " + tensors.size() + " tensors");
    }
    return tensor;
  }

  private DType dtype(String name, TorchTensor tensor) {
    Optional<DType> dtype = TorchElements.dtype(tensor.type());
    if (dtype.isEmpty()) {
      throw PickleInput.refused(
          file,
          "%s: dtype %s".formatted(name, tensor.type()),
          "one of " + Arrays.toString(DType.values()));
    }
    return dtype.get();
  }

  @Override
  public void close() {
    closed(mapped);
  }

  private void readArchive() throws IOException {
    Map<String, Entry> entries = ZipDirectory.read(file, mapped);
    String[] found =
        entries.keySet().stream()
            .filter(name -> name.endsWith(STATE) && name.indexOf('/') == name.lastIndexOf('/'))
            .toArray(String[]::new);
    if (found.length != 1) {
      throw PickleInput.refused(file, found.length + " entries NAME" + STATE, "one");
    }
    String root = found[0].substring(0, found[0].indexOf('/'));
    Entry order = entries.get(root + "/byteorder");
    if (order != null && !text(order).equals("little")) {
      throw PickleInput.refused(file, "byte order " + text(order), "little");
    }
    Entry state = entries.get(found[0]);
    if (state.bytes() > MAX_PICKLE) {
      throw PickleInput.refused(
          file, "a pickle of " + state.bytes() + " bytes", "at most " + MAX_PICKLE);
    }
    PickleInput in = new PickleInput(file, mapped.read(state.begin(), (int) state.bytes()));
    Object value = Pickle.read(in, new TorchCalls(in));
    tensors.putAll(StateDict.of(file, value).tensors());
    String data = root + "/data/";
    entries.forEach(
        (name, entry) -> {
          if (name.startsWith(data)) {
            storages.put(name.substring(data.length()), entry);
          }
        });
  }

  private String text(Entry entry) throws IOException {
    int length = (int) Math.min(entry.bytes(), 20);
    byte[] bytes = new byte[length];
    mapped.read(entry.begin(), length).get(bytes);
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private void check(String name, TorchTensor tensor) {
    TorchStorage storage = tensor.storage();
    Entry entry = storages.get(storage.key());
    long bytes = storage.bytes();
    if (entry == null || entry.bytes() != bytes) {
      throw PickleInput.refused(
          file,
          "%s: storage %s of %d bytes".formatted(name, storage.key(), bytes),
          entry == null ? "a storage that the file has" : entry.bytes() + ", as stored");
    }
  }

  private static void closed(MappedFile mapped) {
    try {
      mapped.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
