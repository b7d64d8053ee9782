package org.hlorun.gpu.emulator.machine;

import java.util.function.LongToDoubleFunction;
import org.hlorun.gpu.emulator.arithmetic.MatrixElements;
import org.hlorun.gpu.emulator.memory.Region;
import org.hlorun.language.diagnostic.DiagnosticCode;

/**
 * {@code wgmma.mma_async}: D = A B + D for four warps, where A has 64 rows and lies in shared
 * memory or, laid out as for {@code mma.sync}, in registers; B lies in shared memory. Warp {@code
 * w} of the four has rows 16 w to 16 w + 15 of D. With g the lane's number divided by 4 and t the
 * remainder, its elements 4 j and 4 j + 1 of D are row g, columns 8 j + 2 t and 8 j + 2 t + 1;
 * elements 4 j + 2 and 4 j + 3 the same of row g + 8 (PTX ISA, "wgmma. mma_async: Register
 * Fragments").
 */
final class WarpgroupMultiplyStep extends WarpStep {
  private static final int WARPS = 4;
  private static final int ROWS = 16;

  /** Bytes that are read at once. */
  private static final int WORD = 8;

  /**
   * What is multiplied.
   *
   * @param columns of B
   * @param depth columns of A
   * @param bytes of an element of A and B
   * @param turnedA whether neighbouring rows of A are neighbours in memory
   * @param turnedB whether neighbouring columns of B are neighbours in memory
   * @param negativeA whether A is negated
   * @param negativeB whether B is negated
   */
  record Form(
      int columns,
      int depth,
      int bytes,
      boolean turnedA,
      boolean turnedB,
      boolean negativeA,
      boolean negativeB) {}

  private final Form form;
  private final MatrixElements elements;
  private final int[] d;
  private final int[] a;
  private final int b;
  private final int adds;
  private final MemoryAccess memory;

  /**
   * @param a the register of A's descriptor, or the four of its elements
   * @param adds the predicate that says whether D is added
   */
  WarpgroupMultiplyStep(Form form, MatrixElements elements, int[] d, int[] a, int b, int adds) {
    super(-1);
    this.form = form;
    this.elements = elements;
    this.d = d.clone();
    this.a = a.clone();
    this.b = b * Warp.LANES;
    this.adds = adds;
    this.memory = new MemoryAccess(Space.SHARED, 0, 0, WORD, 1);
  }

  /** All 32 threads of each of four warps must run what is a warpgroup's. */
  static void requireWholeWarp(Warp warp, int together) {
    if (together != -1 || warp.block().threads() < (warp.index() / WARPS + 1) * WARPS * 32) {
      throw warp.fault(
          -1,
          DiagnosticCode.CHECK_FAILED,
          "only lanes %s multiply matrices of a warpgroup".formatted(Warp.lanes(together)),
          "all 128 threads of four warps must run it");
    }
  }

  @Override
  void run(Warp warp, int together) {
    requireWholeWarp(warp, together);
    if (!warp.products().isFenced()) {
      throw warp.fault(
          -1,
          DiagnosticCode.CHECK_FAILED,
          "a product begins without wgmma.fence behind what wrote its registers",
          "put a wgmma.fence before it");
    }
    boolean inMemory = a.length == 1;
    MatrixDescriptor left = inMemory ? descriptor(warp, same(warp, a[0] * Warp.LANES)) : null;
    MatrixDescriptor right = descriptor(warp, same(warp, b));
    boolean add = warp.predicates[adds] == -1;
    // What is read is looked at twice: it must be there now, and stay until it is used.
    int first = warp.index() % WARPS * ROWS;
    if (inMemory) {
      forEachWord(left, first, ROWS, form.turnedA(), (line, k, at) -> word(warp, line, at, true));
    }
    forEachWord(
        right,
        0,
        form.columns(),
        form.turnedB(),
        (line, k, at) -> {
          if (isWatchedBy(warp, line)) {
            word(warp, line, at, true);
          }
        });
    warp.products().add(() -> multiply(warp, readLeft(warp, left), readRight(warp, right), add));
  }

  private double[][] readLeft(Warp warp, MatrixDescriptor descriptor) {
    if (descriptor == null) {
      double[][] rows = new double[ROWS][form.depth()];
      for (int lane = 0; lane < Warp.LANES; lane++) {
        MatrixMultiplyStep.spread(warp, lane, a, rows, 2, elements, elements::left);
      }
      return rows;
    }
    int first = warp.index() % WARPS * ROWS;
    return factor(warp, descriptor, first, ROWS, form.turnedA(), elements::left);
  }

  private double[][] readRight(Warp warp, MatrixDescriptor descriptor) {
    return factor(warp, descriptor, 0, form.columns(), form.turnedB(), elements::right);
  }

  private static long same(Warp warp, int register) {
    long value = warp.registers[register];
    for (int lane = 1; lane < Warp.LANES; lane++) {
      if (warp.registers[register + lane] != value) {
        throw warp.fault(
            lane,
            DiagnosticCode.CHECK_FAILED,
            "a matrix descriptor differs from that of lane 0",
            "all threads of the warpgroup must give the same one");
      }
    }
    return value;
  }

  private static MatrixDescriptor descriptor(Warp warp, long bits) {
    MatrixDescriptor descriptor = MatrixDescriptor.of(bits);
    if (descriptor == null) {
      throw warp.fault(
          -1,
          DiagnosticCode.UNSUPPORTED,
          "the matrix descriptor 0x%x has a base offset".formatted(bits),
          "begin patterns at multiples of their size");
    }
    return descriptor;
  }

  /** The elements of some lines of a factor, read eight bytes at a time. */
  private double[][] factor(
      Warp warp,
      MatrixDescriptor descriptor,
      int first,
      int lines,
      boolean turned,
      LongToDoubleFunction value) {
    double[][] found = new double[lines][form.depth()];
    int bits = 8 * form.bytes();
    forEachWord(
        descriptor,
        first,
        lines,
        turned,
        (line, k, address) -> {
          long word = word(warp, line, address, lines == ROWS || isWatchedBy(warp, line));
          for (int i = 0; i < WORD / form.bytes(); i++) {
            double element = value.applyAsDouble(word >>> i * bits & (1L << bits) - 1);
            found[turned ? line + i : line][turned ? k : k + i] = element;
          }
        });
    return found;
  }

  /** What is done with the word whose first element is at a line and a position of the depth. */
  private interface WordUser {
    void use(int line, int depth, long address);
  }

  private void forEachWord(
      MatrixDescriptor descriptor, int first, int lines, boolean turned, WordUser user) {
    int together = WORD / form.bytes();
    for (int line = 0; line < lines; line += turned ? together : 1) {
      for (int k = 0; k < form.depth(); k += turned ? 1 : together) {
        user.use(
            line,
            k,
            turned
                ? descriptor.acrossDepth(first + line, k, form.bytes())
                : descriptor.alongDepth(first + line, k, form.bytes()));
      }
    }
  }

  /** The four warps read the same right factor: each looks for races on a quarter of it. */
  private static boolean isWatchedBy(Warp warp, int line) {
    return line / 8 % WARPS == warp.index() % WARPS;
  }

  private long word(Warp warp, int line, long address, boolean watched) {
    int lane = line % Warp.LANES;
    Region shared = memory.region(warp, lane, address);
    long offset = MemoryAccess.offset(shared, address);
    if (watched) {
      memory.observeAsyncRead(warp, lane, shared, offset);
    }
    return memory.load(warp, lane, shared, offset);
  }

  private void multiply(Warp warp, double[][] left, double[][] right, boolean add) {
    if (form.negativeA() != form.negativeB()) {
      negate(left);
    }
    int parts = elements.resultsPerRegister();
    for (int lane = 0; lane < Warp.LANES; lane++) {
      for (int r = 0; r < d.length; r++) {
        int register = d[r] * Warp.LANES + lane;
        long before = add ? warp.registers[register] : 0;
        long after = 0;
        for (int i = 0; i < parts; i++) {
          int index = r * parts + i;
          int row = lane / 4 + 8 * (index / 2 % 2);
          int column = 8 * (index / 4) + 2 * (lane % 4) + index % 2;
          long addend = parts == 1 ? before : before >>> 16 * i & 0xFFFF;
          after |= elements.dot(left[row], right[column], addend) << 16 * i;
        }
        warp.registers[register] = after;
      }
    }
  }

  private static void negate(double[][] matrix) {
    for (double[] row : matrix) {
      for (int i = 0; i < row.length; i++) {
        row[i] = -row[i];
      }
    }
  }
}
