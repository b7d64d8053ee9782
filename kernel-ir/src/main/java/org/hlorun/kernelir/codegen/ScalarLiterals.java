package org.hlorun.kernelir.codegen;

import org.hlorun.kernelir.ir.BinaryKind;
import org.hlorun.kernelir.ir.Predicate;
import org.hlorun.kernelir.ir.ScalarType;

/**
 * Scalars that are known when they are written, as whether a shift by a constant is by less than
 * all bits. LLVM would compute them, too, but by passes that most kernels can do without, and not
 * before it has read a vector of what became of them.
 */
final class ScalarLiterals {
  private ScalarLiterals() {}

  /** The flag that a text is; null if it is a register or has lanes. */
  static Boolean flag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> null;
    };
  }

  /** What two flags give together; null if that is not known. */
  static String logical(BinaryKind kind, String lhs, String rhs) {
    Boolean a = flag(lhs);
    Boolean b = flag(rhs);
    if (a == null || b == null) {
      return null;
    }
    return switch (kind) {
      case AND -> Boolean.toString(a && b);
      case OR -> Boolean.toString(a || b);
      case XOR -> Boolean.toString(!a.equals(b));
      default -> null;
    };
  }

  /** What a comparison of two integers gives; null if one is not known. */
  static String compare(ScalarType type, Predicate predicate, String lhs, String rhs) {
    boolean isKnown =
        !type.isFloat()
            && type != ScalarType.I1
            && LaneLiterals.isNumber(lhs)
            && LaneLiterals.isNumber(rhs);
    return isKnown ? compare(predicate, Long.parseLong(lhs), Long.parseLong(rhs)) : null;
  }

  /** Numbers that are extended by their signs are in the order of unsigned ones, too. */
  private static String compare(Predicate predicate, long lhs, long rhs) {
    int signed = Long.compare(lhs, rhs);
    int unsigned = Long.compareUnsigned(lhs, rhs);
    return switch (predicate) {
      case EQ -> Boolean.toString(signed == 0);
      case NE -> Boolean.toString(signed != 0);
      case SLT -> Boolean.toString(signed < 0);
      case SLE -> Boolean.toString(signed <= 0);
      case SGT -> Boolean.toString(signed > 0);
      case SGE -> Boolean.toString(signed >= 0);
      case ULT -> Boolean.toString(unsigned < 0);
      case ULE -> Boolean.toString(unsigned <= 0);
      case UGT -> Boolean.toString(unsigned > 0);
      case UGE -> Boolean.toString(unsigned >= 0);
      default -> null;
    };
  }
}
