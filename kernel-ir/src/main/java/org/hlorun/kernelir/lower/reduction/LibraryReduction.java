package org.hlorun.kernelir.lower.reduction;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.lower.contract.Argument;
import org.hlorun.kernelir.lower.contract.FusedView;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.element.Monoid;
import org.hlorun.kernelir.lower.element.NumberCode;
import org.hlorun.kernelir.lower.product.SizeArgument;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/**
 * A reduction of {@link RowReduction} with nothing fused to it. Its kernel is one of a library: it
 * is the same for all sizes, which are an argument, so that it is compiled once for all programs.
 */
final class LibraryReduction {
  private static final Map<LibraryReductionCode.Form, Kernel> KERNELS = new ConcurrentHashMap<>();

  /** Rows of fewer elements have kernels of their own, which know where their last vector ends. */
  private static final long MIN_SIZE = 1024;

  private final HloInstruction reduction;
  private final ElementType type;
  private final Monoid monoid;
  private final int vectorBytes;

  LibraryReduction(HloInstruction reduction, int vectorBytes) {
    this.reduction = reduction;
    this.type = reduction.shape().asArray().elementType();
    this.monoid = Monoid.of(reduction.get(Attribute.TO_APPLY));
    this.vectorBytes = vectorBytes;
  }

  /** Whether the library has a reduction that {@link RowReduction} fits. */
  static boolean fits(FusedView view, long rowSize) {
    if (view.instruction().opcode() != Opcode.REDUCE || rowSize < MIN_SIZE) {
      return false;
    }
    ElementType type = view.instruction().shape().asArray().elementType();
    return type == ElementType.F32 || type == ElementType.F64 || type == ElementType.S32;
  }

  /** Rows one after the other. */
  List<LoweredKernel> rows(long rows, long rowSize) {
    Argument result = new Argument.Result(0);
    return List.of(runs(elements(), initial(), result, Runs.of(rows, 1, rowSize, rowSize)));
  }

  /** The same of few long rows: pieces of them, what is left of each, and all these together. */
  List<LoweredKernel> pieces(long rows, long rowSize, long piece) {
    long pieces = rowSize / piece;
    long rest = rowSize - pieces * piece;
    long parts = pieces + (rest > 0 ? 1 : 0);
    Argument scratch = new Argument.Scratch(0, rows * parts * scalar().byteSize());
    List<LoweredKernel> kernels = new ArrayList<>();
    Runs whole = new Runs(rows, pieces, rowSize, piece, 0, piece, parts, 0);
    kernels.add(runs(elements(), identity(), scratch, whole));
    if (rest > 0) {
      Runs last = new Runs(rows, 1, rowSize, 0, pieces * piece, rest, parts, pieces);
      kernels.add(runs(elements(), identity(), scratch, last));
    }
    kernels.add(runs(scratch, initial(), new Argument.Result(0), Runs.of(rows, 1, parts, parts)));
    return kernels;
  }

  /** Runs of elements: of so many rows, {@code inner} of each. */
  private record Runs(
      long rows,
      long inner,
      long rowStep,
      long runStep,
      long first,
      long size,
      long resultStep,
      long firstResult) {
    static Runs of(long rows, long inner, long rowStep, long size) {
      return new Runs(rows, inner, rowStep, 0, 0, size, 1, 0);
    }

    LibraryReductionCode.Sizes sizes() {
      long runs = rows * inner;
      long tasks = Math.ceilDiv(runs, RowReduction.TOGETHER);
      return new LibraryReductionCode.Sizes(
          runs, inner, rowStep, runStep, first, size, resultStep, firstResult, tasks);
    }
  }

  private LoweredKernel runs(Argument from, Argument initial, Argument to, Runs runs) {
    Kernel kernel =
        KERNELS.computeIfAbsent(
            new LibraryReductionCode.Form(scalar(), monoid, vectorBytes),
            LibraryReductionCode::kernel);
    LibraryReductionCode.Sizes sizes = runs.sizes();
    Argument numbers = SizeArgument.of(sizes.toArray());
    return new LoweredKernel(kernel, List.of(numbers, from, initial, to), null, sizes.tasks());
  }

  private ScalarType scalar() {
    return NumberCode.compute(type);
  }

  private static Argument elements() {
    return new Argument.Operand(0, 0);
  }

  private Argument initial() {
    HloInstruction initial = reduction.operand(1);
    return initial.opcode() == Opcode.CONSTANT
        ? new Argument.Constant(initial)
        : new Argument.Operand(1, 0);
  }

  /** The initial value of what is no result yet. */
  private Argument identity() {
    ArrayShape shape = ArrayShape.of(type);
    ArrayLiteral literal = ArrayLiteral.allocate(shape);
    if (type.isFloat()) {
      literal.setDouble(0, monoid.identity());
    } else {
      literal.setLong(0, (long) monoid.identity());
    }
    return new Argument.Constant(
        new HloModule("identity")
            .addComputation("identity")
            .add(
                "identity",
                Opcode.CONSTANT,
                shape,
                List.of(),
                Attributes.of(Attribute.VALUE, literal)));
  }
}
