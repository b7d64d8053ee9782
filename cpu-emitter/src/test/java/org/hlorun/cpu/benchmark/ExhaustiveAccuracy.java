package org.hlorun.cpu.benchmark;

import java.util.List;
import org.hlorun.cpu.CpuBackend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Numerics;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.shape.ElementType;
import org.hlorun.language.verifier.HloVerifier;

/**
 * The greatest errors of the compiled f32 functions over all 2^32 arguments, a row a function. What
 * they are held against is the compiled f64 function of the same argument, which {@code
 * MathCodeTest} holds against correctly rounded values: that shifts an error by less than 2^-20
 * ULP.
 *
 * <p>NaN where a number is due or the other way round, and a zero of the wrong sign, count as an
 * infinite error. Arguments: names of functions; all without.
 */
public final class ExhaustiveAccuracy {
  private static final List<String> FUNCTIONS =
      List.of(
          "exponential",
          "log",
          "tanh",
          "logistic",
          "rsqrt",
          "sqrt",
          "cbrt",
          "exponential-minus-one",
          "log-plus-one",
          "erf",
          "sine",
          "cosine",
          "tan",
          "sinh",
          "cosh",
          "asin",
          "acos",
          "asinh",
          "acosh",
          "atanh");

  private static final int CHUNKS = 256;

  private static final String PROGRAM =
      """
      HloModule accuracy
      largest { a = f64[] parameter(0) b = f64[] parameter(1) ROOT m = f64[] maximum(a, b) }
      ENTRY e {
        base = u32[] parameter(0)
        bases = u32[4096,4096] broadcast(base), dimensions={}
        row = u32[4096,4096] iota(), iota_dimension=0
        column = u32[4096,4096] iota(), iota_dimension=1
        k = u32[] constant(12)
        ks = u32[4096,4096] broadcast(k), dimensions={}
        high = u32[4096,4096] shift-left(row, ks)
        low = u32[4096,4096] or(high, column)
        bits = u32[4096,4096] or(low, bases)
        x = f32[4096,4096] bitcast-convert(bits)
        r = f32[4096,4096] FUNCTION(x)
        wx = f64[4096,4096] convert(x)
        w = f64[4096,4096] FUNCTION(wx)
        rounded = f32[4096,4096] convert(w)
        wide = f64[4096,4096] convert(r)
        off = f64[4096,4096] subtract(wide, w)
        distance = f64[4096,4096] abs(off)
        wbits = u64[4096,4096] bitcast-convert(w)
        c52 = u64[] constant(52)
        c52s = u64[4096,4096] broadcast(c52), dimensions={}
        ex = u64[4096,4096] shift-right-logical(wbits, c52s)
        c7ff = u64[] constant(2047)
        c7ffs = u64[4096,4096] broadcast(c7ff), dimensions={}
        exponent = u64[4096,4096] and(ex, c7ffs)
        least = u64[] constant(897)
        leasts = u64[4096,4096] broadcast(least), dimensions={}
        normal = u64[4096,4096] maximum(exponent, leasts)
        c23 = u64[] constant(23)
        c23s = u64[4096,4096] broadcast(c23), dimensions={}
        unit = u64[4096,4096] subtract(normal, c23s)
        ubits = u64[4096,4096] shift-left(unit, c52s)
        ulp = f64[4096,4096] bitcast-convert(ubits)
        ulps = f64[4096,4096] divide(distance, ulp)
        zero = f64[] constant(0)
        zeros = f64[4096,4096] broadcast(zero), dimensions={}
        rbits = u32[4096,4096] bitcast-convert(r)
        obits = u32[4096,4096] bitcast-convert(rounded)
        same = pred[4096,4096] compare(rbits, obits), direction=EQ
        rnan = pred[4096,4096] compare(r, r), direction=NE
        wnan = pred[4096,4096] compare(w, w), direction=NE
        nans = pred[4096,4096] and(rnan, wnan)
        infinity = f64[] constant(inf)
        infs = f64[4096,4096] broadcast(infinity), dimensions={}
        one = pred[4096,4096] xor(rnan, wnan)
        zerow = pred[4096,4096] compare(w, zeros), direction=EQ
        zeror = pred[4096,4096] compare(wide, zeros), direction=EQ
        bothzero = pred[4096,4096] and(zerow, zeror)
        sign = pred[4096,4096] compare(rbits, obits), direction=NE
        wrongzero = pred[4096,4096] and(bothzero, sign)
        bad = pred[4096,4096] or(one, wrongzero)
        e1 = f64[4096,4096] select(bad, infs, ulps)
        infinite = pred[4096,4096] compare(distance, infs), direction=EQ
        nandist = pred[4096,4096] compare(distance, distance), direction=NE
        special = pred[4096,4096] or(infinite, nandist)
        agreed = pred[4096,4096] and(special, same)
        fine = pred[4096,4096] or(agreed, nans)
        e = f64[4096,4096] select(fine, zeros, e1)
        ROOT worst = f64[] reduce(e, zero), dimensions={0,1}, to_apply=largest
      }
      """;

  private ExhaustiveAccuracy() {}

  /** Prints the rows as they are found. */
  public static void main(String[] arguments) {
    List<String> functions = arguments.length == 0 ? FUNCTIONS : List.of(arguments);
    for (String function : functions) {
      System.out.println(row(function));
    }
  }

  private static String row(String function) {
    String text = PROGRAM.replace("FUNCTION", function);
    HloModule module = HloParser.parse(SourceText.of("accuracy.hlo", text));
    HloVerifier.verify(module);
    long start = System.nanoTime();
    double worst = 0;
    int where = 0;
    try (Executable executable =
        new CpuBackend()
            .compile(module, Options.DEFAULT.withThreads(1).withNumerics(Numerics.STRICT))) {
      for (int chunk = 0; chunk < CHUNKS; chunk++) {
        ArrayLiteral base = ArrayLiteral.scalar(ElementType.U32, (long) chunk << 24);
        Literal result = executable.run(List.of(base));
        double found = result.asArray().getDouble(0);
        where = found > worst ? chunk : where;
        worst = Math.max(worst, found);
      }
    }
    return "| `%s` | %.3f | 0x%02x000000 | %d s |"
        .formatted(function, worst, where, (System.nanoTime() - start) / 1_000_000_000);
  }
}
