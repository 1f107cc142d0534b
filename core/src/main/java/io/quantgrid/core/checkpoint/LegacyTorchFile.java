package io.quantgrid.core.checkpoint;

import io.quantgrid.core.checkpoint.ZipDirectory.Entry;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What torch.save wrote before PyTorch 1.6 ({@code torch/serialization.py}, {@code _legacy_load}):
 *
 * <pre>
 * pickles, one after another: magic number, protocol 1001, system, state_dict, keys of storages
 * for each key: | 8 bytes: elements, little-endian | the storage's bytes |
 * </pre>
 *
 * @param state the value of the state_dict's pickle
 * @param storages where they lie, by their keys
 */
record LegacyTorchFile(Object state, Map<String, Entry> storages) {
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final Long PROTOCOL = 1001L;

  LegacyTorchFile {
    storages = Collections.unmodifiableMap(new HashMap<>(storages));
  }

  /**
   * @param bytes the file's first, of which the pickles may be no more
   * @throws CheckpointException naming {@code file}, if it is no such file, or an unsound one
   */
  static LegacyTorchFile read(Path file, ByteBuffer bytes, MappedFile mapped) throws IOException {
    if (bytes.remaining() < 2 || bytes.get(0) != (byte) 0x80) {
      throw PickleInput.refused(file, "neither a zip archive nor a pickle", "a file of torch.save");
    }
    PickleInput in = new PickleInput(file, bytes);
    TorchCalls calls = new TorchCalls(in);
    expect(in, "magic number", MAGIC.equals(Pickle.read(in, calls)));
    expect(in, "protocol", PROTOCOL.equals(Pickle.read(in, calls)));
    expect(
        in,
        "little-endian system",
        Pickle.read(in, calls) instanceof Map<?, ?> system
            && Boolean.TRUE.equals(system.get("little_endian")));
    Object state = Pickle.read(in, calls);
    Object keys = Pickle.read(in, calls);
    expect(in, "list of storages", keys instanceof List<?>);
    return new LegacyTorchFile(
        state, storages(in, (List<?>) keys, calls.storages(), bytes.position(), mapped));
  }

  private static Map<String, Entry> storages(
      PickleInput in, List<?> keys, Map<String, TorchStorage> known, long start, MappedFile mapped)
      throws IOException {
    Map<String, Entry> found = new HashMap<>();
    long at = start;
    for (Object key : keys) {
      TorchStorage storage = key instanceof String name ? known.get(name) : null;
      expect(in, "key of a storage that tensors use", storage != null);
      expect(in, "storage in the file", at + Long.BYTES <= mapped.size());
      long elements = mapped.read(at, Long.BYTES).getLong();
      long begin = at + Long.BYTES;
      expect(
          in,
          "storage of as many elements as tensors say",
          elements == storage.elements() && storage.bytes() <= mapped.size() - begin);
      at = begin + storage.bytes();
      expect(in, "storage once", found.put(storage.key(), new Entry(begin, at)) == null);
    }
    return found;
  }

  private static void expect(PickleInput in, String expected, boolean met) {
    if (!met) {
      throw in.refused("another value where torch.save writes a " + expected, "that");
    }
  }
}
