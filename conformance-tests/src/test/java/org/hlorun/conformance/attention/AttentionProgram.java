package org.hlorun.conformance.attention;

import java.util.Random;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.verifier.HloVerifier;

/**
 * An attention as a program.
 *
 * @param type element type of queries, keys and values
 * @param batch the batch dimensions of both dots
 * @param group queries of a head: heads that share keys, times positions
 * @param depth size of a query and a key
 * @param width size of a value
 * @param headsInside whether the dimension of heads is behind that of positions in memory
 */
record AttentionProgram(
    String type,
    int batch,
    int heads,
    int group,
    int queries,
    int keys,
    int depth,
    int width,
    Mask mask,
    boolean headsInside) {
  /** What is done to the scores. */
  enum Mask {
    NONE,
    /** Keys behind the query are minus infinity. */
    CAUSAL,
    /** An array that is added. */
    ADDED,
    /** Keys that are false in an array are a large negative number. */
    PADDING,
    /** The scores are capped by tanh. */
    CAPPED
  }

  /** Made up sizes; every second one has several tasks and blocks of keys. */
  static AttentionProgram random(long seed) {
    Random random = new Random(seed);
    String[] types = {"f32", "bf16", "f16"};
    int scale = seed % 2 == 0 ? 1 : 4;
    return new AttentionProgram(
        types[(int) (seed % 3)],
        1 + random.nextInt(2),
        1 + random.nextInt(3),
        1 + random.nextInt(2),
        8 + random.nextInt(30 * scale),
        1 + random.nextInt(60 * scale),
        1 + random.nextInt(70),
        1 + random.nextInt(70),
        Mask.values()[(int) (seed % Mask.values().length)],
        random.nextBoolean());
  }

  HloModule module() {
    HloModule module = HloParser.parse(SourceText.of("attention.hlo", text()));
    HloVerifier.verify(module);
    return module;
  }

  private String scores(String element) {
    return "%s[%d,%d,%d,%d,%d]".formatted(element, batch, heads, group, queries, keys);
  }

  private String rows(String element) {
    return "%s[%d,%d,%d,%d]".formatted(element, batch, heads, group, queries);
  }

  private String heads(String name, int parameter, int positions, int size) {
    if (!headsInside) {
      return "%s = %s[%d,%d,%d,%d] parameter(%d)\n"
          .formatted(name, type, batch, heads, positions, size, parameter);
    }
    return """
    %1$s_in = %2$s[%3$d,%4$d,%5$d,%6$d] parameter(%7$d)
    %1$s = %2$s[%3$d,%5$d,%4$d,%6$d] transpose(%1$s_in), dimensions={0,2,1,3}
    """
        .formatted(name, type, batch, positions, heads, size, parameter);
  }

  private String text() {
    return """
    HloModule attention
    max { a = f32[] parameter(0) b = f32[] parameter(1) ROOT m = f32[] maximum(a, b) }
    sum { a = f32[] parameter(0) b = f32[] parameter(1) ROOT s = f32[] add(a, b) }
    ENTRY main {
      q = TYPE[BATCH,GROUP,QUERIES,DEPTH] parameter(0)
      KEYS_AND_VALUES
      raw = SCORES dot(q, k), lhs_batch_dims={0,1}, lhs_contracting_dims={4},
        rhs_batch_dims={0,1}, rhs_contracting_dims={3}
      scale = f32[] constant(0.25)
      scales = SCORES broadcast(scale), dimensions={}
      t = SCORES multiply(raw, scales)
      low = f32[] constant(-inf)
      zero = f32[] constant(0)
      MASK
      m = ROWS reduce(masked, low), dimensions={4}, to_apply=max
      m_b = SCORES broadcast(m), dimensions={0,1,2,3}
      d = SCORES subtract(masked, m_b)
      e = SCORES exponential(d)
      z = ROWS reduce(e, zero), dimensions={4}, to_apply=sum
      z_b = SCORES broadcast(z), dimensions={0,1,2,3}
      p = SCORES divide(e, z_b)
      n = NARROW convert(p)
      ROOT r = TYPE[BATCH,GROUP,QUERIES,WIDTH] dot(n, v), lhs_batch_dims={0,1},
        lhs_contracting_dims={4}, rhs_batch_dims={0,1}, rhs_contracting_dims={2}
    }
    """
        .replace("KEYS_AND_VALUES", heads("k", 1, keys, depth) + heads("v", 2, keys, width))
        .replace("MASK", masking())
        .replace("SCORES", scores("f32"))
        .replace("NARROW", scores(type))
        .replace("ROWS", rows("f32"))
        .replace("TYPE", type)
        .replace("BATCH", batch + "," + heads)
        .replace("GROUP", "" + group)
        .replace("QUERIES", "" + queries)
        .replace("DEPTH", "" + depth)
        .replace("WIDTH", "" + width);
  }

  private String masking() {
    return switch (mask) {
      case NONE -> "masked = SCORES copy(t)";
      case CAUSAL ->
          """
          i = INDICES iota(), iota_dimension=3
          j = INDICES iota(), iota_dimension=4
          seen = PREDS compare(i, j), direction=GE
          lows = SCORES broadcast(low), dimensions={}
          masked = SCORES select(seen, t, lows)
          """
              .replace("INDICES", scores("s32"))
              .replace("PREDS", scores("pred"));
      case ADDED ->
          """
          bias = f32[%d,%d] parameter(3)
          biases = SCORES broadcast(bias), dimensions={3,4}
          masked = SCORES add(t, biases)
          """
              .formatted(queries, keys);
      case PADDING ->
          """
          kept = pred[%d,%d] parameter(3)
          keeps = PREDS broadcast(kept), dimensions={0,4}
          least = f32[] constant(-1e30)
          leasts = SCORES broadcast(least), dimensions={}
          masked = SCORES select(keeps, t, leasts)
          """
              .formatted(batch, keys)
              .replace("PREDS", scores("pred"));
      case CAPPED ->
          """
          h = SCORES tanh(t)
          cap = f32[] constant(30)
          caps = SCORES broadcast(cap), dimensions={}
          masked = SCORES multiply(h, caps)
          """;
    };
  }
}
