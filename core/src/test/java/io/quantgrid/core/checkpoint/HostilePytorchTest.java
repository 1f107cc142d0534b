package io.quantgrid.core.checkpoint;

import static io.quantgrid.core.checkpoint.TorchArchive.dictionary;
import static io.quantgrid.core.checkpoint.TorchArchive.number;
import static io.quantgrid.core.checkpoint.TorchArchive.tensor;
import static io.quantgrid.core.checkpoint.TorchArchive.text;
import static io.quantgrid.core.checkpoint.TorchArchive.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostilePytorchTest {
  private static final Path FILES = Path.of("src/test/resources/pytorch");
  private static final int FUZZ_CASES = 400;
  private static final long LARGE = 1L << 40;

  private static final Mutations.Kind OVERWRITE =
      (bytes, at, random) -> {
        bytes[at] = (byte) random.nextInt();
        return bytes;
      };

  private static final Mutations.Kind SELDOM_CUT =
      (bytes, at, random) -> random.nextInt(4) == 0 ? Mutations.CUT.of(bytes, at, random) : bytes;

  private static final Mutations.Kind LARGE_NUMBER =
      (bytes, at, random) -> {
        int[] numbers = {-1, Integer.MAX_VALUE, 1 << 30, 0};
        if (at + Integer.BYTES <= bytes.length) {
          ByteBuffer.wrap(bytes)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putInt(at, numbers[random.nextInt(numbers.length)]);
        }
        return bytes;
      };

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"system.pt", "system-legacy.pt"})
  void a_pickle_of_python_s_that_runs_a_command_is_refused_by_name(String name) {
    assertThatThrownBy(() -> PytorchFile.open(FILES.resolve(name)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith("Cannot read " + FILES.resolve(name))
        .hasMessageContaining("a pickle that calls posix.system (expected nothing but tensors");
    assertThat(Path.of("/tmp/quantgrid-was-here")).doesNotExist();
  }

  /** However a pickle names a callable, and whether or not it comes to call it. */
  @ParameterizedTest
  @CsvSource({
    "os,system",
    "builtins,eval",
    "__builtin__,getattr",
    "torch.storage,_load_from_bytes",
    "torch._utils,_rebuild_qtensor",
    "numpy.core.multiarray,_reconstruct",
    "collections,defaultdict",
    "torch,load",
    "torch.FloatStorage,__init__",
    "'',''"
  })
  void callables_but_torch_s_own_are_refused_by_name(String module, String name)
      throws IOException {
    String refusal = "a pickle that calls " + module + "." + name + " (expected ";
    assertRefused(TorchArchive.PROTO + "c" + module + "\n" + name + "\n.", refusal);
    assertRefused(TorchArchive.PROTO + "(" + "i" + module + "\n" + name + "\n.", refusal);
    assertRefused(TorchArchive.PROTO + text(module) + text(name) + "\u0093.", refusal);
  }

  static Stream<Arguments> pickles() {
    String whole = tensor(number(0), tuple(6), tuple(1));
    String one = "\u0089)tR";
    StringBuilder deep = new StringBuilder(TorchArchive.PROTO);
    for (int i = 0; i < 40; i++) {
      deep.append("}").append(text("k"));
    }
    deep.append(whole).append("s".repeat(40)).append(".");
    return Stream.of(
        Arguments.of("", "ends within 0 bytes"),
        Arguments.of(TorchArchive.PROTO, "ends within 0 bytes"),
        Arguments.of("\u0080\u0001N.", "pickle protocol 1"),
        Arguments.of("\u0080\u0009N.", "pickle protocol 9"),
        Arguments.of(TorchArchive.PROTO + "N.", "no tensors in a Nothing"),
        Arguments.of(TorchArchive.PROTO + "}.", "no tensors in a dictionary"),
        Arguments.of(TorchArchive.PROTO + ".", "an operation on an empty stack"),
        Arguments.of(TorchArchive.PROTO + "NN.", "leaves values on its stack"),
        Arguments.of(TorchArchive.PROTO + "t.", "a mark that is not there"),
        Arguments.of(TorchArchive.PROTO + "N(0.", "an operation on an empty stack"),
        Arguments.of(TorchArchive.PROTO + "h\u0005.", "memo 5"),
        Arguments.of(TorchArchive.PROTO + "NNa.", "appending to a Nothing"),
        Arguments.of(TorchArchive.PROTO + ")Na.", "appending to a list"),
        Arguments.of(TorchArchive.PROTO + "NNNs.", "setting items of a Nothing"),
        Arguments.of(TorchArchive.PROTO + "}(Nu.", "setting items of a dictionary"),
        Arguments.of(TorchArchive.PROTO + "}]Ns.", "a list as a dictionary's key"),
        Arguments.of(TorchArchive.PROTO + "NN\u0093.", "a Nothing as a callable's name"),
        Arguments.of(TorchArchive.PROTO + "N)R.", "a call of a Nothing with a list"),
        Arguments.of(TorchArchive.PROTO + text("eval") + ")R.", "a call of a String"),
        Arguments.of(TorchArchive.PROTO + "ctorch\nFloatStorage\n)R.", "a call of a StorageClass"),
        Arguments.of(TorchArchive.PROTO + "ctorch\nTensor\n)\u0081.", "a call of a Nothing"),
        Arguments.of(TorchArchive.PROTO + "]}b.", "a dictionary as state of a list"),
        Arguments.of(TorchArchive.PROTO + "(o.", "pickle operation OBJ"),
        Arguments.of(TorchArchive.PROTO + "N)}\u0092.", "pickle operation NEWOBJ_EX"),
        Arguments.of(TorchArchive.PROTO + "\u0082\u0001.", "a callable by its number"),
        Arguments.of(TorchArchive.PROTO + "\u0084\1\0\0\0.", "a callable by its number"),
        Arguments.of(TorchArchive.PROTO + "P0\n.", "pickle operation 0x50"),
        Arguments.of(TorchArchive.PROTO + "\u00ff", "pickle operation 0xff"),
        Arguments.of(TorchArchive.PROTO + "X\u00ff\u00ff\u00ff\u00ff", "where 4294967295 follow"),
        Arguments.of(TorchArchive.PROTO + "X\1\0\0\0\u00ff.", "text that is not UTF-8"),
        Arguments.of(
            TorchArchive.PROTO + "\u008d" + "\u00ff".repeat(8), "where 18446744073709551615"),
        Arguments.of(TorchArchive.PROTO + "B\u00ff\u00ff\u00ff\u007f", "where 2147483647 follow"),
        Arguments.of(TorchArchive.PROTO + "c" + "a".repeat(2000) + "\n", "a name of over 1000"),
        Arguments.of(TorchArchive.PROTO + "NQ.", "a persistent id that is a Nothing"),
        Arguments.of(TorchArchive.PROTO + ")Q.", "a persistent id that is a list"),
        Arguments.of(deep.toString(), "at most 16 levels"),
        Arguments.of(dictionary("a", whole.replace("FloatStorage", "QInt8Storage")), "QInt8"),
        Arguments.of(
            dictionary("a", tensor("torch\nFloatStorage", number(-1), number(0), ")", ")")),
            "persistent id"),
        Arguments.of(
            dictionary("a", tensor("torch\nFloatStorage", number(LARGE), number(0), ")", ")")),
            "a: storage 0 of 4398046511104 bytes (expected 24, as stored)"),
        Arguments.of(
            dictionary(
                "a", tensor("torch\nFloatStorage", number(Long.MAX_VALUE), number(0), ")", ")")),
            "persistent id"),
        Arguments.of(
            dictionary("a", tensor(number(0), tuple(7), tuple(1))),
            "shape [7] with strides [1] from element 0 of 6 (expected a tensor within"),
        Arguments.of(dictionary("a", tensor(number(6), ")", ")")), "from element 6 of 6"),
        Arguments.of(dictionary("a", tensor(number(-1), ")", ")")), "from element -1"),
        Arguments.of(dictionary("a", tensor(number(0), tuple(2), tuple(-1))), "with strides [-1]"),
        Arguments.of(
            dictionary("a", tensor(number(0), tuple(2, 2), tuple(1))), "2 extents with 1 strides"),
        Arguments.of(dictionary("a", tensor(number(0), tuple(-2), tuple(1))), "shape [-2]"),
        Arguments.of(
            dictionary("a", tensor(number(0), tuple(LARGE), tuple(0))), "shape [" + LARGE + "]"),
        Arguments.of(
            dictionary("a", tensor(number(0), tuple(LARGE, LARGE, 0), tuple(0, 0, 0))), "shape"),
        Arguments.of(
            dictionary("a", tensor(number(1), tuple(2), tuple(Long.MAX_VALUE))), "shape [2]"),
        Arguments.of(
            dictionary("a", tensor(number(0), tuple(new long[33]), tuple(new long[33]))),
            "33 dimensions"),
        Arguments.of(dictionary("a", tensor(number(0), "N", "N")), "other arguments"),
        Arguments.of(dictionary("a", tensor(text("0"), ")", ")")), "other arguments"),
        Arguments.of(
            dictionary("a", "ctorch._utils\n_rebuild_tensor_v2\n(" + one), "other arguments"),
        Arguments.of(
            dictionary("a", whole.replace(text("0"), text("1"))), "a storage that the file has"));
  }

  @ParameterizedTest
  @MethodSource("pickles")
  void a_pickle_that_lies_is_refused(String pickle, String reason) throws IOException {
    assertRefused(pickle, reason);
  }

  /** A dictionary in itself, dictionaries that double or widen, a function that is its argument. */
  @Test
  void rings_and_doublings_end_at_once() throws IOException {
    assertRefused(TorchArchive.PROTO + "}q\0" + text("model") + "h\0s.", "at most 16 levels");
    assertRefused(TorchArchive.PROTO + nested(60, 2) + ".", "at most 16 levels");
    assertRefused(TorchArchive.PROTO + nested(10, 10) + ".", "over 1000000 entries");
    assertRefused(
        TorchArchive.PROTO + "]q\0(ctorch._tensor\n_rebuild_from_type_v2\nq\1Nh\0Ne0h\1h\0R.",
        "from_type of another function");
  }

  /** Dictionaries that hold the one before under several keys. */
  private static String nested(int levels, int keys) {
    StringBuilder out = new StringBuilder("}");
    for (int i = 0; i < levels; i++) {
      out.append("q\0" + "0}");
      for (int key = 0; key < keys; key++) {
        out.append(text("k" + key)).append("h\0s");
      }
    }
    return out.toString();
  }

  @Test
  void the_same_pairs_are_not_copied_without_end() throws IOException {
    int pairs = 20_000;
    StringBuilder pickle = new StringBuilder(TorchArchive.PROTO + "](");
    for (int i = 0; i < pairs; i++) {
      pickle.append(text("a")).append("N\u0086");
    }
    pickle.append("e\u0085q\0ccollections\nOrderedDict\nq\1");
    for (int i = 0; i < 300; i++) {
      pickle.append("0h\1h\0R");
    }
    assertRefused(pickle.append(".").toString(), "over 4000000 items of dictionaries");
  }

  @Test
  void archives_that_lie_are_refused() throws IOException {
    Path file = folder.resolve("x.pt");
    assertThatThrownBy(() -> PytorchFile.open(file)).hasMessageContaining("no such file");
    assertThatThrownBy(() -> PytorchFile.open(folder)).hasMessageContaining("not a file");
    Files.write(file, new byte[100]);
    assertThatThrownBy(() -> PytorchFile.open(file))
        .hasMessageContaining("neither a zip archive nor a pickle (expected a file of torch.save)");
    TorchArchive.zip(file, Map.of("a/data.pkl", new byte[1], "b/data.pkl", new byte[1]));
    assertThatThrownBy(() -> PytorchFile.open(file)).hasMessageContaining("2 entries NAME/data");
    TorchArchive.zip(file, Map.of("a/b/data.pkl", new byte[1]));
    assertThatThrownBy(() -> PytorchFile.open(file)).hasMessageContaining("0 entries NAME/data");
    TorchArchive.zip(
        file, Map.of("a/data.pkl", new byte[1], "a/byteorder", new byte[] {'b', 'i', 'g'}));
    assertThatThrownBy(() -> PytorchFile.open(file)).hasMessageContaining("byte order big");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      out.putNextEntry(new ZipEntry("x/data.pkl"));
      out.write(new byte[1 << 20]);
    }
    assertThatThrownBy(() -> PytorchFile.open(file))
        .hasMessageContaining("x/data.pkl: compressed by method 8 (expected stored");
  }

  @Test
  void a_file_cut_short_anywhere_is_refused() throws IOException {
    for (String name : List.of("zip.pt", "legacy.pt")) {
      byte[] sound = Files.readAllBytes(FILES.resolve(name));
      Path file = folder.resolve(name);
      for (int length = 0; length < sound.length; length += 31) {
        Files.write(file, Arrays.copyOf(sound, length));
        assertThatThrownBy(() -> PytorchFile.open(file))
            .as("%d bytes", length)
            .isInstanceOf(CheckpointException.class)
            .hasMessageStartingWith("Cannot read " + file);
      }
    }
  }

  /** Bit flips, truncations, insertions and large numbers: read, or refused, nothing else. */
  @ParameterizedTest
  @ValueSource(strings = {"zip.pt", "protocol4.pt", "legacy.pt", "training.pt"})
  void mutations_of_a_sound_file_are_read_or_refused(String name) throws IOException {
    new Mutations(
            Integer.MAX_VALUE,
            List.of(
                Mutations.FLIP,
                Mutations.FLIP,
                OVERWRITE,
                SELDOM_CUT,
                LARGE_NUMBER,
                Mutations.INSERT))
        .areReadOrRefused(
            Files.readAllBytes(FILES.resolve(name)),
            folder.resolve("x.pt"),
            FUZZ_CASES,
            file -> {
              try (WeightFile opened = PytorchFile.open(file)) {
                Mutations.readAll(opened);
              }
            });
  }

  private void assertRefused(String pickle, String reason) throws IOException {
    Path zip = TorchArchive.write(folder.resolve("x.pt"), pickle);
    assertThatThrownBy(() -> PytorchFile.open(zip))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith("Cannot read " + zip + ": ")
        .hasMessageContaining("(expected ")
        .hasMessageContaining(reason);
    Path legacy = folder.resolve("y.pt");
    Files.write(legacy, (pickle + " ").getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> PytorchFile.open(legacy))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith("Cannot read " + legacy + ": ");
  }
}
