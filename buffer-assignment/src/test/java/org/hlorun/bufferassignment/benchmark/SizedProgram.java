package org.hlorun.bufferassignment.benchmark;

import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.parser.HloParser;

/** Kinds of programs that can be made in any size. */
public enum SizedProgram {
  /** A chain of layers: dot, reduction, movement; few values live at once. */
  LAYERS(14) {
    @Override
    String text(int count) {
      return """
      HloModule layers
      %s
      ENTRY e {
        x.0 = f32[8,16] parameter(0)
        w = f32[16,16] parameter(1)
      %s
        ROOT out = f32[8,16] negate(x.%d)
      }
      """
          .formatted(SUM, parts(0, count, SizedProgram::layer), count);
    }
  },

  /**
   * A training step: the activations of all layers live until the backward pass needs them, the
   * last first; every layer has a parameter and a result.
   */
  TRAINING(9) {
    @Override
    String text(int count) {
      return """
      HloModule training
      ENTRY e {
        a.0 = f32[8,16] parameter(0)
      %s
      %s
      %s
        ROOT out = (%s) tuple(%s)
      }
      """
          .formatted(
              parts(0, count, i -> "  w.%d = f32[16,16] parameter(%d)".formatted(i, i + 1)),
              parts(0, count, SizedProgram::forward),
              parts(0, count, i -> backward(i, count)),
              list(count, i -> "f32[16,16]"),
              list(count, i -> "dw." + i));
    }
  },

  /** Arithmetic and movement without dots, every value read again a few steps later. */
  ARITHMETIC(8) {
    @Override
    String text(int count) {
      return """
      HloModule arithmetic
      ENTRY e {
        x.0 = f32[24,24] parameter(0)
        x.1 = f32[24,24] parameter(1)
        x.2 = f32[24,24] parameter(2)
        row = f32[24] parameter(3)
      %s
        ROOT out = f32[24,24] negate(x.%d)
      }
      """
          .formatted(parts(3, count + 3, SizedProgram::arithmetic), count + 2);
    }
  },

  /** A loop that carries many values, all of which change. */
  LOOP(5) {
    @Override
    String text(int count) {
      String shapes = "(s32[], " + list(count, i -> "f32[8,8]") + ")";
      return """
      HloModule loop
      body {
        p = %1$s parameter(0)
        i = s32[] get-tuple-element(p), index=0
        one = s32[] constant(1)
        next = s32[] add(i, one)
      %2$s
      %3$s
        ROOT r = %1$s tuple(next, %4$s)
      }
      condition {
        q = %1$s parameter(0)
        j = s32[] get-tuple-element(q), index=0
        n = s32[] constant(10)
        ROOT c = pred[] compare(j, n), direction=LT
      }
      ENTRY e {
        x = f32[8,8] parameter(0)
        zero = s32[] parameter(1)
      %5$s
        init = %1$s tuple(zero, %6$s)
        w = %1$s while(init), condition=condition, body=body
        ROOT out = f32[8,8] get-tuple-element(w), index=1
      }
      """
          .formatted(
              shapes,
              parts(
                  0,
                  count,
                  i -> "  e.%d = f32[8,8] get-tuple-element(p), index=%d".formatted(i, i + 1)),
              parts(
                  0,
                  count,
                  i ->
                      "  d.%d = f32[8,8] dot(e.%d, e.%d), %s"
                          .formatted(i, i, (i + 1) % count, MATRICES)),
              list(count, i -> "d." + i),
              parts(0, count, SizedProgram::initial),
              list(count, i -> "v." + i));
    }
  };

  private static final String SUM =
      """
      sum {
        p = f32[] parameter(0)
        q = f32[] parameter(1)
        ROOT s = f32[] add(p, q)
      }
      """;

  private static final String MATRICES = "lhs_contracting_dims={1}, rhs_contracting_dims={0}";

  /** About how many instructions one part has. */
  private final int partSize;

  SizedProgram(int partSize) {
    this.partSize = partSize;
  }

  /** A program of about as many instructions. */
  public HloModule of(int instructions) {
    String text = text(Math.max(1, instructions / partSize));
    return HloParser.parse(SourceText.of(name() + ".hlo", text));
  }

  /** The text of a program of {@code count} parts. */
  abstract String text(int count);

  private static String parts(int from, int to, IntFunction<String> part) {
    return IntStream.range(from, to).mapToObj(part).collect(Collectors.joining("\n"));
  }

  private static String list(int count, IntFunction<String> item) {
    return IntStream.range(0, count).mapToObj(item).collect(Collectors.joining(", "));
  }

  private static String layer(int i) {
    return """
      t.# = f32[16,16] transpose(w), dimensions={1,0}
      d.# = f32[8,16] dot(x.#, t.#), lhs_contracting_dims={1}, rhs_contracting_dims={0}
      c.# = f32[] constant(#)
      b.# = f32[8,16] broadcast(c.#), dimensions={}
      a.# = f32[8,16] add(d.#, b.#)
      z.# = f32[] constant(0)
      r.# = f32[8] reduce(a.#, z.#), dimensions={1}, to_apply=sum
      e.# = f32[8,1] reshape(r.#)
      f.# = f32[8] reshape(e.#)
      g.# = f32[8,16] broadcast(f.#), dimensions={0}
      k.# = f32[8,16] subtract(a.#, g.#)
      u.# = f32[16,8] transpose(k.#), dimensions={1,0}
      v.# = f32[8,16] transpose(u.#), dimensions={1,0}
      x.NEXT = f32[8,16] tanh(v.#)
    """
        .replace("#", String.valueOf(i))
        .replace("NEXT", String.valueOf(i + 1));
  }

  private static String forward(int i) {
    return """
      d.# = f32[8,16] dot(a.#, w.#), lhs_contracting_dims={1}, rhs_contracting_dims={0}
      a.NEXT = f32[8,16] tanh(d.#)
    """
        .replace("#", String.valueOf(i))
        .replace("NEXT", String.valueOf(i + 1));
  }

  private static String backward(int step, int count) {
    int i = count - 1 - step;
    return """
      s.# = f32[8,16] multiply(a.NEXT, a.NEXT)
      t.# = f32[8,16] subtract(a.NEXT, s.#)
      h.# = f32[8,16] multiply(BEFORE, t.#)
      dw.# = f32[16,16] dot(a.#, h.#), lhs_contracting_dims={0}, rhs_contracting_dims={0}
      g.# = f32[8,16] dot(h.#, w.#), lhs_contracting_dims={1}, rhs_contracting_dims={1}
    """
        .replace("BEFORE", step == 0 ? "a." + count : "g." + (i + 1))
        .replace("#", String.valueOf(i))
        .replace("NEXT", String.valueOf(i + 1));
  }

  private static String arithmetic(int i) {
    return """
      b.# = f32[24,24] broadcast(row), dimensions={DIM}
      m.# = f32[24,24] multiply(x.P1, b.#)
      t.# = f32[24,24] transpose(x.P2), dimensions={1,0}
      s.# = f32[24,24] subtract(m.#, t.#)
      l.# = f32[24,12] slice(x.P3), slice={[0:24], [PAR:24:2]}
      c.# = f32[24,24] concatenate(l.#, l.#), dimensions={1}
      y.# = f32[24,24] maximum(s.#, c.#)
      x.# = f32[24,24] add(y.#, x.P1)
    """
        .replace("#", String.valueOf(i))
        .replace("P1", String.valueOf(i - 1))
        .replace("P2", String.valueOf(i - 2))
        .replace("P3", String.valueOf(i - 3))
        .replace("DIM", String.valueOf(i % 2))
        .replace("PAR", String.valueOf(i % 2));
  }

  private static String initial(int i) {
    return """
      k.# = f32[] constant(#)
      l.# = f32[8,8] broadcast(k.#), dimensions={}
      v.# = f32[8,8] add(x, l.#)
    """
        .replace("#", String.valueOf(i));
  }
}
