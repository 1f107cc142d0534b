package io.quantgrid.kernels.scheme;

import java.util.List;

/** What keys (after the rotary embedding) and values go through on their way into the cache. */
public sealed interface KvScheme {
  /** All parameters in a fixed order: what ids and tables carry; {@link #parse} reads it. */
  String canonical();

  /**
   * Reads {@code int8/token/asym} and the like (any scheme of {@link SchemeParser}), {@code
   * int2/kivi} with {@code /group64} or {@code /residual256} for other sizes, and {@code
   * keys:int4/channel+values:int4/token+group32+residual32}.
   *
   * @throws IllegalArgumentException naming the text and what was expected
   */
  static KvScheme parse(String text) {
    return KvSchemeText.parse(text);
  }

  /** Every entry by itself as it enters the cache, keys and values alike. */
  record Immediate(Scheme scheme) implements KvScheme {
    @Override
    public String canonical() {
      return scheme.canonical();
    }

    @Override
    public String toString() {
      return canonical();
    }
  }

  /**
   * Keys per channel, values per token, the last ones at full precision (KIVI, arXiv 2402.02750).
   * The query at position t (from 0) of a text sees a group of keys quantized when the group ends
   * at or before {@code residual * floor((t + 1) / residual)}, and a value when it stands at or
   * before {@code t - residual}: no scale depends on a later token or on another text.
   *
   * @param keys of granularity channel: {@code group} consecutive tokens of a channel of a head
   *     share a scale
   * @param values per token and head, or in groups of a head's channels
   * @param group tokens that share a scale of keys
   * @param residual a multiple of {@code group}
   */
  record Kivi(Scheme keys, Scheme values, int group, int residual) implements KvScheme {
    /** Both sizes as in the paper. */
    public static final int USUAL_GROUP = 32;

    public static final int USUAL_RESIDUAL = 128;

    public Kivi {
      refuse(
          !(keys.granularity() instanceof Granularity.PerChannel),
          "keys " + keys,
          "channel, as int4/channel/asym");
      refuse(
          !(values.granularity() instanceof Granularity.PerToken)
              && !(values.granularity() instanceof Granularity.Group),
          "values " + values,
          "token or group<N>: scales of one token's own values");
      for (Scheme scheme : List.of(keys, values)) {
        refuse(scheme.timing() != Timing.DYNAMIC, scheme.canonical(), "dynamic scales");
        refuse(
            scheme.rule() == ScaleRule.M2_TENSOR || scheme.rule() == ScaleRule.M2_ROW,
            scheme.canonical(),
            "a rule that looks at one group alone");
        refuse(scheme.twoLevel(), scheme.canonical(), "scales of one level");
      }
      refuse(group < 1, "groups of " + group, "1 or more tokens");
      refuse(
          residual < group || residual % group != 0,
          "a residual of " + residual,
          "a multiple of the group's " + group);
    }

    /** The paper's: asymmetric, values in groups as large as those of keys. */
    static Kivi of(Scheme asymmetric, int group, int residual) {
      return new Kivi(
          asymmetric.with(new Granularity.PerChannel()),
          asymmetric.with(new Granularity.Group(group)),
          group,
          residual);
    }

    /** How many of a text's first tokens have quantized keys, for the query at {@code position}. */
    public int quantizedKeys(int position) {
      return residual * ((position + 1) / residual);
    }

    /** How many of a text's first tokens have quantized values, for the query at that position. */
    public int quantizedValues(int position) {
      return Math.max(0, position - residual + 1);
    }

    /** What {@code group} tokens of one channel go through, when they are a row. */
    public Scheme keyRows() {
      return keys.with(new Granularity.PerToken());
    }

    @Override
    public String canonical() {
      return KvSchemeText.of(this);
    }

    @Override
    public String toString() {
      return canonical();
    }

    private static void refuse(boolean wrong, String what, String expected) {
      if (wrong) {
        throw new IllegalArgumentException(
            "Cannot keep " + what + " in a KV cache (expected " + expected + ")");
      }
    }
  }
}
