package org.hlorun.kernelir.lower;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;

/** A dot, with operands that are read in any simple way and an elementwise epilogue. */
final class DotLowering {
  /** Bytes of a right operand that need not be packed: they stay in the cache of level 2. */
  private static final long SMALL_BYTES = 96 << 10;

  private final FusedView view;
  private final MatrixProduct product;

  DotLowering(FusedView view) {
    this.view = view;
    this.product = oriented(MatrixProduct.of(onlyDot(view)));
  }

  /** A single column is taken for a single row. */
  private static MatrixProduct oriented(MatrixProduct product) {
    return product.columns() == 1 ? product.swap() : product;
  }

  private static HloInstruction onlyDot(FusedView view) {
    List<HloInstruction> dots =
        view.instructions().stream().filter(i -> i.opcode() == Opcode.DOT).toList();
    return dots.size() == 1 ? dots.getFirst() : null;
  }

  /** Whether the kernels of this class compute an instruction. */
  static boolean fits(FusedView view) {
    HloInstruction dot = onlyDot(view);
    if (dot == null || dot.has(Attribute.SPARSITY_CONFIG) || !supported(dot)) {
      return false;
    }
    Set<HloInstruction> after = new HashSet<>(List.of(dot));
    for (HloInstruction instruction : view.instructions()) {
      boolean depends = instruction.operands().stream().anyMatch(after::contains);
      if (instruction == dot) {
        continue;
      }
      if (depends ? !isEpilogue(instruction, dot) : !isCheap(instruction)) {
        return false;
      }
      if (depends) {
        after.add(instruction);
      }
    }
    long count = dot.shape().asArray().elementCount();
    return count > 0
        && dot.operand(0).shape().asArray().elementCount() > 0
        && view.roots().stream().allMatch(root -> Lowering.shape(root).elementCount() == count);
  }

  private static boolean supported(HloInstruction dot) {
    ElementType type = dot.shape().asArray().elementType();
    boolean narrow = type.bitWidth() < 8 || (type.isFloat() && type.byteSize() == 1);
    return !type.isComplex()
        && !type.isPred()
        && !narrow
        && dot.operands().stream()
            .noneMatch(operand -> operand.shape().asArray().elementType().isComplex());
  }

  /** What may follow the dot: its elements keep their row-major position. */
  private static boolean isEpilogue(HloInstruction instruction, HloInstruction dot) {
    if (instruction.opcode() == Opcode.TUPLE) {
      return true;
    }
    boolean same =
        ElementwiseCode.covers(instruction.opcode())
            || instruction.opcode() == Opcode.RESHAPE
            || (instruction.opcode() == Opcode.BITCAST
                && instruction.shape().asArray().elementType()
                    == instruction.operand(0).shape().asArray().elementType());
    return same
        && instruction.shape() instanceof ArrayShape shape
        && shape.elementCount() == dot.shape().asArray().elementCount();
  }

  private static boolean isCheap(HloInstruction instruction) {
    return switch (instruction.opcode()) {
      case PARAMETER, CONSTANT, IOTA, BROADCAST, RESHAPE, BITCAST, TRANSPOSE -> true;
      case SLICE, DYNAMIC_SLICE, PAD, CONCATENATE, REVERSE, GET_TUPLE_ELEMENT -> true;
      default -> ElementwiseCode.covers(instruction.opcode());
    };
  }

  List<LoweredKernel> lower() {
    RegisterTile tile = RegisterTile.host();
    boolean few = product.rows() <= DotProducts.MAX_ROWS;
    if (few && product.rhs().isDepthContiguous() && product.lhs().isDepthContiguous()) {
      return List.of(new DotProducts(view, product, tile).lower());
    }
    return isDirect(tile)
        ? List.of(new DirectProduct(view, product, tile).lower())
        : new PackedProduct(view, product, tile).lower();
  }

  private boolean isDirect(RegisterTile tile) {
    if (!product.rhs().isStored() || !product.lhs().isStored()) {
      return false;
    }
    long bytes = product.depth() * product.columns() * product.sumType().byteSize();
    boolean small = bytes <= SMALL_BYTES && product.rhs().isFreeContiguous();
    boolean once = product.rows() <= tile.rows() && !product.rhs().isDepthContiguous();
    return small || once;
  }
}
