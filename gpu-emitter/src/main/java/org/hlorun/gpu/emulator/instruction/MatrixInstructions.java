package org.hlorun.gpu.emulator.instruction;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.hlorun.gpu.emulator.arithmetic.FloatFormat;
import org.hlorun.gpu.emulator.arithmetic.MatrixElements;
import org.hlorun.gpu.emulator.machine.Space;
import org.hlorun.gpu.emulator.machine.Steps;
import org.hlorun.gpu.emulator.text.Operand;
import org.hlorun.gpu.emulator.text.PtxType;

/** Tensor cores: {@code mma.sync}, {@code ldmatrix}, {@code stmatrix}. */
final class MatrixInstructions {
  /** Shapes that exist, with the bits of an element of A. */
  private static final Set<String> SHAPES =
      Set.of(
          "m16n8k8/16",
          "m16n8k16/16",
          "m16n8k4/32",
          "m16n8k8/32",
          "m16n8k16/8",
          "m16n8k32/8",
          "m8n8k16/8",
          "m8n8k4/64",
          "m16n8k4/64",
          "m16n8k8/64",
          "m16n8k16/64");

  private MatrixInstructions() {}

  static void register(Map<String, Consumer<Emission>> table) {
    table.put("mma", MatrixInstructions::multiply);
    table.put("ldmatrix", MatrixInstructions::move);
    table.put("stmatrix", MatrixInstructions::move);
  }

  private static void multiply(Emission emission) {
    if (!emission.take("sync") || !emission.take("aligned")) {
      throw emission.unsupported("needs .sync.aligned");
    }
    String shape =
        emission.takeOne(
            List.of("m16n8k4", "m16n8k8", "m16n8k16", "m16n8k32", "m8n8k4", "m8n8k16"));
    if (!emission.take("row") || !emission.take("col")) {
      throw emission.unsupported("needs .row.col");
    }
    boolean saturate = emission.take("satfinite");
    emission.take("kind::f8f6f4");
    PtxType d = emission.takeType();
    PtxType a = emission.takeType();
    PtxType b = emission.takeType();
    PtxType c = emission.takeType();
    emission.end(4);
    if (!SHAPES.contains(shape + "/" + a.bits())) {
      throw emission.unsupported("has no shape " + shape + " for values of type ." + a);
    }
    MatrixElements elements = elements(emission, d, a, b, c, saturate);
    int rows = shape.startsWith("m16") ? 16 : 8;
    int depth = Integer.parseInt(shape.substring(shape.indexOf('k') + 1));
    int perLane = 32 * elements.perRegister();
    int results = rows * 8 / (32 * elements.resultsPerRegister());
    PtxType accumulator = elements.resultsPerRegister() == 2 ? PtxType.B32 : d;
    PtxType part = a == PtxType.F64 ? a : PtxType.B32;
    emission.emit(
        Steps.matrixMultiply(
            rows,
            depth,
            elements,
            results(emission, 0, results, accumulator),
            sources(emission, 1, rows * depth / perLane, part),
            sources(emission, 2, 8 * depth / perLane, part),
            sources(emission, 3, results, accumulator)));
  }

  /** How values of some types are multiplied and added. */
  static MatrixElements elements(
      Emission emission, PtxType d, PtxType a, PtxType b, PtxType c, boolean saturate) {
    if (d == c && a == PtxType.F64 && b == a && d == a && !saturate) {
      return MatrixElements.doubles();
    }
    boolean bytes = !a.isFloat() && !b.isFloat() && a.bits() == 8 && b.bits() == 8;
    if (bytes && d == PtxType.S32 && c == d) {
      return MatrixElements.integers(a.isSigned(), b.isSigned(), saturate);
    }
    boolean eights = a.bits() == 8 && b.bits() == 8;
    FloatFormat left = FloatTypes.format(a);
    FloatFormat right = FloatTypes.format(b);
    boolean same = a == b || eights && a.isFloat() && b.isFloat();
    boolean narrow = a == PtxType.F16 || eights;
    boolean accumulates = d == PtxType.F32 || d == PtxType.F16 && narrow;
    if (left == null || left == FloatFormat.F32 || !same || d != c || !accumulates || saturate) {
      throw emission.unsupported("does not multiply these types");
    }
    return MatrixElements.floats(left, right, FloatTypes.format(d));
  }

  private static List<Operand> parts(Emission emission, int index, int count) {
    List<Operand> parts = Emission.elements(emission.operand(index));
    if (parts.size() != count) {
      throw emission.unsupported(
          "needs %d registers as operand %d, not %d".formatted(count, index + 1, parts.size()));
    }
    return parts;
  }

  /** The registers of an operand that is a vector of results. */
  static int[] results(Emission emission, int index, int count, PtxType type) {
    return parts(emission, index, count).stream()
        .mapToInt(operand -> emission.result(operand, type))
        .toArray();
  }

  /** The registers of an operand that is a vector of sources. */
  static int[] sources(Emission emission, int index, int count, PtxType type) {
    return parts(emission, index, count).stream()
        .mapToInt(operand -> emission.source(operand, type))
        .toArray();
  }

  private static void move(Emission emission) {
    boolean stores = emission.mnemonic().equals("stmatrix");
    if (!emission.take("sync") || !emission.take("aligned") || !emission.take("m8n8")) {
      throw emission.unsupported("needs .sync.aligned.m8n8");
    }
    int count = emission.takeOne(List.of("x1", "x2", "x4")).charAt(1) - '0';
    boolean transposed = emission.take("trans");
    Space space = MemoryInstructions.takeSpace(emission);
    PtxType type = emission.takeType();
    emission.end(2);
    if (type != PtxType.B16 || space != Space.SHARED && space != Space.GENERIC) {
      throw emission.unsupported("needs .shared and .b16");
    }
    int[] registers =
        stores
            ? sources(emission, 1, count, PtxType.B32)
            : results(emission, 0, count, PtxType.B32);
    MemoryInstructions.Place place =
        MemoryInstructions.place(emission, emission.address(stores ? 0 : 1), space);
    emission.kernel().accesses(place.space(), 2);
    emission.emit(
        Steps.matrixMove(
            place.space(), place.base(), place.offset(), registers, transposed, stores));
  }
}
