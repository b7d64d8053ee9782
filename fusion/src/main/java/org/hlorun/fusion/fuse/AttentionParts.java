package org.hlorun.fusion.fuse;

import java.util.List;
import java.util.Optional;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.Opcode;

/**
 * What a code generator needs to know of an attention fusion: {@code result =
 * dot(softmax(f(scores)), values)}, where the rules F6 of {@link FusionRules} hold.
 *
 * @param scores the dot of queries and keys
 * @param masked {@code f(scores)}, an element per score in the same row-major order, whose last
 *     dimension the softmax runs along
 * @param result the dot of the softmax's weights (operand 0) and the values (operand 1)
 */
public record AttentionParts(HloInstruction scores, HloInstruction masked, HloInstruction result) {
  /** The parts of a fusion; empty if it is no attention. */
  public static Optional<AttentionParts> of(HloInstruction instruction) {
    if (instruction.opcode() != Opcode.FUSION) {
      return Optional.empty();
    }
    return of(Region.of(instruction));
  }

  /** The parts of a region; empty if it is no attention. */
  static Optional<AttentionParts> of(Region region) {
    List<HloInstruction> dots =
        region.members().stream().filter(m -> m.opcode() == Opcode.DOT).toList();
    if (dots.size() != 2 || !AttentionRules.check(region).isValid()) {
      return Optional.empty();
    }
    Attention attention = Attention.before(region, dots.getLast());
    return Optional.of(
        new AttentionParts(attention.scores(), attention.maximum().operand(0), attention.result()));
  }
}
