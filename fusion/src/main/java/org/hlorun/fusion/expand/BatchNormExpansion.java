package org.hlorun.fusion.expand;

import java.util.List;
import org.hlorun.fusion.rewrite.InstructionPass;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/**
 * Batch normalisation (S. Ioffe and C. Szegedy, "Batch normalization", ICML 2015) in elementwise
 * operations and sums. With {@code n} elements per feature and {@code v = variance + epsilon}:
 *
 * <pre>
 * training:  mean = sum(x) / n, variance = sum((x - mean)^2) / n, then as inference
 * inference: y = (x - mean) * (scale / sqrt(v)) + offset
 * gradient:  doffset = sum(dy), dscale = sum(dy * (x - mean)) / sqrt(v),
 *            dx = scale / sqrt(v) / n * (n * dy - sum(dy) - (x - mean) / v * sum(dy * (x - mean)))
 * </pre>
 *
 * <p>Element types narrower than f32 are computed in f32 and rounded in the end.
 */
public final class BatchNormExpansion extends InstructionPass {
  public BatchNormExpansion() {
    super(Opcode.BATCH_NORM_TRAINING, Opcode.BATCH_NORM_INFERENCE, Opcode.BATCH_NORM_GRAD);
  }

  @Override
  public String name() {
    return "batch-norm-expansion";
  }

  @Override
  protected HloInstruction replacement(HloInstruction instruction) {
    FeatureArithmetic a = new FeatureArithmetic(instruction);
    return switch (instruction.opcode()) {
      case BATCH_NORM_TRAINING -> training(instruction, a);
      case BATCH_NORM_INFERENCE -> {
        HloInstruction mean = a.wide(instruction.operand(3));
        HloInstruction variance = a.wide(instruction.operand(4));
        yield a.narrow(normalized(instruction, a, mean, variance));
      }
      default -> gradient(instruction, a);
    };
  }

  private static HloInstruction training(HloInstruction instruction, FeatureArithmetic a) {
    HloInstruction x = a.wide(instruction.operand(0));
    HloInstruction mean = a.overCount(a.sum(x));
    HloInstruction centered = a.binary(Opcode.SUBTRACT, x, a.spread(mean));
    HloInstruction variance = a.overCount(a.sum(a.binary(Opcode.MULTIPLY, centered, centered)));
    HloInstruction y = normalized(instruction, a, mean, variance);
    return a.tuple(List.of(a.narrow(y), a.narrow(mean), a.narrow(variance)));
  }

  private static HloInstruction normalized(
      HloInstruction instruction,
      FeatureArithmetic a,
      HloInstruction mean,
      HloInstruction variance) {
    HloInstruction x = a.wide(instruction.operand(0));
    HloInstruction scale = a.wide(instruction.operand(1));
    HloInstruction offset = a.wide(instruction.operand(2));
    HloInstruction factor = a.binary(Opcode.DIVIDE, scale, a.deviation(variance));
    HloInstruction centered = a.binary(Opcode.SUBTRACT, x, a.spread(mean));
    HloInstruction scaled = a.binary(Opcode.MULTIPLY, centered, a.spread(factor));
    return a.binary(Opcode.ADD, scaled, a.spread(offset));
  }

  private static HloInstruction gradient(HloInstruction instruction, FeatureArithmetic a) {
    HloInstruction x = a.wide(instruction.operand(0));
    HloInstruction scale = a.wide(instruction.operand(1));
    HloInstruction mean = a.wide(instruction.operand(2));
    HloInstruction variance = a.wide(instruction.operand(3));
    HloInstruction dy = a.wide(instruction.operand(4));
    HloInstruction centered = a.binary(Opcode.SUBTRACT, x, a.spread(mean));
    HloInstruction sum = a.sum(dy);
    HloInstruction product = a.sum(a.binary(Opcode.MULTIPLY, dy, centered));
    HloInstruction deviation = a.deviation(variance);
    HloInstruction slope = a.spread(a.binary(Opcode.DIVIDE, product, a.withEpsilon(variance)));
    HloInstruction rest =
        a.binary(
            Opcode.SUBTRACT,
            a.binary(Opcode.SUBTRACT, a.timesCount(dy), a.spread(sum)),
            a.binary(Opcode.MULTIPLY, centered, slope));
    HloInstruction factor = a.overCount(a.binary(Opcode.DIVIDE, scale, deviation));
    HloInstruction dx = a.binary(Opcode.MULTIPLY, rest, a.spread(factor));
    HloInstruction dscale = a.binary(Opcode.DIVIDE, product, deviation);
    return a.tuple(List.of(a.narrow(dx), a.narrow(dscale), a.narrow(sum)));
  }
}
