package org.hlorun.fusion.cost;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.Shape;
import org.hlorun.language.shape.TupleShape;

/**
 * The bytes that a kernel reads and writes: every different operand once, of an operand that is
 * only sliced or gathered from the part that is touched, of an updated array the update.
 */
public final class MemoryTraffic {
  private MemoryTraffic() {}

  /** The bytes of a value of this shape; 0 for tokens and opaque values. */
  public static double bytes(Shape shape) {
    if (shape instanceof ArrayShape array) {
      return (double) array.elementCount() * array.elementType().byteSize();
    }
    return shape instanceof TupleShape tuple
        ? tuple.elements().stream().mapToDouble(MemoryTraffic::bytes).sum()
        : 0;
  }

  /** The bytes a kernel reads. */
  static double read(HloInstruction kernel) {
    if (kernel.opcode() == Opcode.FUSION) {
      double read = 0;
      List<HloInstruction> parameters = kernel.get(Attribute.CALLS).parameters();
      for (int i = 0; i < parameters.size(); i++) {
        read += isImmediate(kernel.operand(i)) ? 0 : touched(parameters.get(i));
      }
      return read;
    }
    double read = 0;
    for (HloInstruction operand : Set.copyOf(kernel.operands())) {
      if (!isImmediate(operand)) {
        read += Math.min(bytes(operand.shape()), readBy(kernel, operand));
      }
    }
    return read;
  }

  /** Scalar constants are in the code. */
  private static boolean isImmediate(HloInstruction value) {
    return value.opcode() == Opcode.CONSTANT && value.shape().isScalar();
  }

  /** The bytes a kernel writes. */
  static double written(HloInstruction kernel) {
    if (kernel.opcode() == Opcode.FUSION) {
      HloInstruction root = kernel.get(Attribute.CALLS).root();
      return root.opcode() == Opcode.TUPLE
          ? new HashSet<>(root.operands()).stream().mapToDouble(MemoryTraffic::written).sum()
          : written(root);
    }
    return switch (kernel.opcode()) {
      case DYNAMIC_UPDATE_SLICE -> bytes(kernel.operand(1).shape());
      case SCATTER -> bytes(kernel.operands().getLast().shape()) * arrays(kernel);
      case BITCAST, RESHAPE -> written(kernel.operand(0));
      case PARAMETER -> 0;
      default -> bytes(kernel.shape());
    };
  }

  /** The bytes of a parameter that its users inside of a fusion touch. */
  private static double touched(HloInstruction value) {
    double touched = 0;
    for (HloInstruction user : value.users()) {
      boolean renames = user.opcode() == Opcode.RESHAPE || user.opcode() == Opcode.BITCAST;
      touched += renames ? touched(user) : readBy(user, value);
    }
    return Math.min(bytes(value.shape()), touched);
  }

  /** The bytes that an instruction reads of one of its operands. */
  private static double readBy(HloInstruction user, HloInstruction operand) {
    double whole = bytes(operand.shape());
    if (user.operands().lastIndexOf(operand) > 0) {
      return whole;
    }
    return switch (user.opcode()) {
      case SLICE, DYNAMIC_SLICE, GATHER ->
          bytes(user.shape()) / width(user.shape()) * width(operand.shape());
      case DYNAMIC_UPDATE_SLICE -> 0;
      case SCATTER -> bytes(user.operands().getLast().shape());
      default -> whole;
    };
  }

  private static long arrays(HloInstruction scatter) {
    return scatter.operandCount() / 2;
  }

  private static double width(Shape shape) {
    return shape instanceof ArrayShape array ? array.elementType().byteSize() : 1;
  }
}
