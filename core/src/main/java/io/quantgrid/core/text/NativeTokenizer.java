package io.quantgrid.core.text;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.nio.file.Path;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A tokenizer of the Rust library "tokenizers" behind DJL's native methods, which are used directly
 * because DJL's own class truncates and pads by default, reads settings of its own from the folder,
 * and reports its use over the network. Encoding and decoding only read the native object, so
 * threads share it; a lock keeps it alive while one is inside.
 */
final class NativeTokenizer implements AutoCloseable {
  private static final TokenizersLibrary LIBRARY;

  static {
    // On a machine with a GPU, DJL would otherwise download a library built for it.
    setDefault("ai.djl.offline", "true");
    setDefault("RUST_FLAVOR", "cpu");
    LibUtils.checkStatus();
    LIBRARY = TokenizersLibrary.LIB;
  }

  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private long handle;

  private NativeTokenizer(long handle) {
    this.handle = handle;
  }

  /**
   * A tokenizer that neither truncates nor pads, whatever the file says.
   *
   * @param json the text of tokenizer.json
   * @param file for the error message
   * @throws TextException if the library does not accept it
   */
  static NativeTokenizer of(String json, Path file) {
    long handle;
    try {
      handle = LIBRARY.createTokenizerFromString(json);
    } catch (RuntimeException e) {
      throw new TextException(
          "Cannot read %s: %s (expected a Hugging Face tokenizer)".formatted(file, e.getMessage()),
          e);
    }
    LIBRARY.disableTruncation(handle);
    LIBRARY.disablePadding(handle);
    return new NativeTokenizer(handle);
  }

  int[] encode(String text, SpecialTokens special) {
    lock.readLock().lock();
    try {
      long encoding = LIBRARY.encode(open(), paired(text), special == SpecialTokens.WITH);
      try {
        return ints(LIBRARY.getTokenIds(encoding));
      } finally {
        LIBRARY.deleteEncoding(encoding);
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  String decode(int[] ids, SpecialTokens special) {
    long[] wide = new long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0) {
        throw new IllegalArgumentException(
            "Cannot decode token: %d (expected 0 or more)".formatted(ids[i]));
      }
      wide[i] = ids[i];
    }
    lock.readLock().lock();
    try {
      return LIBRARY.decode(open(), wide, special == SpecialTokens.WITHOUT);
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (handle != 0) {
        LIBRARY.deleteTokenizer(handle);
        handle = 0;
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private long open() {
    if (handle == 0) {
      throw new IllegalStateException("Cannot use tokenizer: closed (expected an open one)");
    }
    return handle;
  }

  /** Halves of surrogate pairs, which UTF-8 cannot say, as one replacement character each. */
  private static String paired(String text) {
    StringBuilder repaired = null;
    for (int i = 0; i < text.length(); i++) {
      if (!Character.isSurrogate(text.charAt(i))) {
        continue;
      }
      if (Character.isSupplementaryCodePoint(text.codePointAt(i))) {
        i++;
      } else {
        repaired = repaired == null ? new StringBuilder(text) : repaired;
        repaired.setCharAt(i, '\ufffd');
      }
    }
    return repaired == null ? text : repaired.toString();
  }

  private static int[] ints(long[] ids) {
    int[] narrow = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      narrow[i] = Math.toIntExact(ids[i]);
    }
    return narrow;
  }

  private static void setDefault(String key, String value) {
    if (System.getProperty(key) == null && System.getenv(key) == null) {
      System.setProperty(key, value);
    }
  }
}
