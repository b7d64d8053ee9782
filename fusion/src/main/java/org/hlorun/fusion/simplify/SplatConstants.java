package org.hlorun.fusion.simplify;

import java.lang.foreign.MemorySegment;
import org.hlorun.fusion.rewrite.Constants;
import org.hlorun.fusion.rewrite.InstructionBuilder;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.shape.ArrayShape;

/** An array constant of equal elements is a scalar: {@code constant({c, c, c}) => broadcast(c)}. */
public final class SplatConstants extends InstructionPass {
  public SplatConstants() {
    super(Opcode.CONSTANT);
  }

  @Override
  public String name() {
    return "splat-constants";
  }

  @Override
  protected HloInstruction replacement(HloInstruction instruction) {
    ArrayLiteral value = Constants.value(instruction).orElse(null);
    if (value == null || value.elementCount() < 2 || !isSplat(value)) {
      return null;
    }
    ArrayLiteral scalar = ArrayLiteral.allocate(ArrayShape.scalar(value.elementType()));
    scalar.segment().copyFrom(value.segment().asSlice(0, scalar.segment().byteSize()));
    InstructionBuilder builder = new InstructionBuilder(instruction);
    return builder.splat(builder.constant(scalar), value.shape().dimensions());
  }

  /** Whether the elements equal their neighbours, by bytes. */
  private static boolean isSplat(ArrayLiteral value) {
    MemorySegment bytes = value.segment();
    long size = bytes.byteSize();
    long width = value.elementType().byteSize();
    return MemorySegment.mismatch(bytes, 0, size - width, bytes, width, size) < 0;
  }
}
