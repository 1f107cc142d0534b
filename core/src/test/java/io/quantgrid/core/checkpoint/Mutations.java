package io.quantgrid.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Ways to break a sound file at random, one to three of them at a time.
 *
 * @param reach bytes from the start that are broken
 * @param kinds each as likely as the others
 */
record Mutations(int reach, List<Kind> kinds) {
  private static final int SEED = 20_260_101;

  /** One of them; may write to the bytes that it is given. */
  interface Kind {
    byte[] of(byte[] bytes, int at, Random random);
  }

  static final Kind FLIP =
      (bytes, at, random) -> {
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        return bytes;
      };

  static final Kind CUT = (bytes, at, random) -> Arrays.copyOf(bytes, Math.max(1, at));

  static final Kind INSERT =
      (bytes, at, random) -> {
        ByteArrayOutputStream longer = new ByteArrayOutputStream();
        longer.write(bytes, 0, at);
        longer.write(random.nextInt(256));
        longer.write(bytes, at, bytes.length - at);
        return longer.toByteArray();
      };

  /**
   * Every broken file is read, or refused with its name, nothing else; a quarter at least is
   * refused, and not all.
   *
   * @param read opens the file and all that is in it
   */
  void areReadOrRefused(byte[] sound, Path file, int cases, Consumer<Path> read)
      throws IOException {
    Random random = new Random(SEED);
    int refused = 0;
    for (int i = 0; i < cases; i++) {
      Files.write(file, mutated(sound, random));
      try {
        read.accept(file);
      } catch (CheckpointException e) {
        assertThat(e).hasMessageStartingWith("Cannot read " + file);
        refused++;
      }
    }
    assertThat(refused).isBetween(cases / 4, cases - 1);
  }

  private byte[] mutated(byte[] sound, Random random) {
    byte[] bytes = sound.clone();
    for (int n = 1 + random.nextInt(3); n > 0; n--) {
      int at = random.nextInt(Math.min(bytes.length, reach));
      bytes = kinds.get(random.nextInt(kinds.size())).of(bytes, at, random);
    }
    return bytes;
  }

  /** Reads every byte of a file's tensors. */
  static void readAll(WeightFile opened) {
    opened.names().forEach(name -> readAll(opened.tensor(name)));
  }

  static void readAll(StoredTensor tensor) {
    for (ByteBuffer slice : tensor.bytes()) {
      slice.get(new byte[slice.remaining()]);
    }
  }
}
