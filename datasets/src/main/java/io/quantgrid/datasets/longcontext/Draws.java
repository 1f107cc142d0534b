package io.quantgrid.datasets.longcontext;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A stream of random numbers that is the same on every machine: SplitMix64 (Steele, Lea and Flood
 * 2014, "Fast Splittable Pseudorandom Number Generators"), begun anew for every purpose, so that no
 * draw depends on how many others there were. Not thread safe.
 */
final class Draws {
  private static final long STEP = 0x9e3779b97f4a7c15L;

  private final long start;
  private long state;

  private Draws(long start) {
    this.start = start;
    this.state = start;
  }

  static Draws of(long seed) {
    return new Draws(mixed(seed + STEP));
  }

  /** Another stream, the same for the same number; what was drawn here does not matter. */
  Draws at(long number) {
    return new Draws(mixed(start ^ mixed(number + STEP)));
  }

  private long next() {
    state += STEP;
    return mixed(state);
  }

  private static long mixed(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** Uniform in 0 to n - 1. */
  int below(int n) {
    return (int) Math.multiplyHigh(next() >>> 1, 2L * n);
  }

  /** Uniform in {@code from} to {@code to}, both inclusive. */
  int between(int from, int to) {
    return from + below(to - from + 1);
  }

  <T> T one(List<T> values) {
    return values.get(below(values.size()));
  }

  /** Different indices below n, in the order drawn. */
  List<Integer> distinct(int n, int count) {
    Set<Integer> seen = new HashSet<>();
    List<Integer> drawn = new ArrayList<>();
    while (drawn.size() < count) {
      int index = below(n);
      if (seen.add(index)) {
        drawn.add(index);
      }
    }
    return drawn;
  }

  /** The values in random order (Fisher and Yates). */
  <T> List<T> shuffled(List<T> values) {
    List<T> shuffled = new ArrayList<>(values);
    for (int i = shuffled.size() - 1; i > 0; i--) {
      int j = below(i + 1);
      T kept = shuffled.get(i);
      shuffled.set(i, shuffled.get(j));
      shuffled.set(j, kept);
    }
    return shuffled;
  }

  /** Letters from {@code first} to {@code last}. */
  String letters(char first, char last, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append((char) between(first, last));
    }
    return text.toString();
  }

  /** A number of that many digits, the first of which is not 0. */
  String number(int digits) {
    return between(1, 9) + letters('0', '9', digits - 1);
  }

  /** Thirty-two hexadecimal digits in the groups of a UUID. */
  String uuid() {
    return String.format("%016x%016x", next(), next())
        .replaceFirst("(.{8})(.{4})(.{4})(.{4})", "$1-$2-$3-$4-");
  }
}
