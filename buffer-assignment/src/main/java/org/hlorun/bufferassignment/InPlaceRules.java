package org.hlorun.bufferassignment;

import java.util.List;
import org.hlorun.language.ir.HloInstruction;

/**
 * Which instructions an emitter compiles so that a result may overwrite an operand that nobody
 * needs afterwards: no element of the operand is read after a position that holds it was written.
 *
 * <p>A pair counts only if both leaves have the same size in bytes and, unless the instruction is
 * elementwise, the operand's value is read through no other operand.
 */
@FunctionalInterface
public interface InPlaceRules {
  /** The pairs that may share memory, the preferred ones first. */
  List<OperandLeaf> mayShare(HloInstruction instruction);
}
