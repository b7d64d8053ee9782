package org.hlorun.kernelir.reuse;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.hlorun.kernelir.ir.KernelText;
import org.hlorun.kernelir.lower.contract.Argument;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.lower.contract.UnsupportedKernelException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloInstruction;

/**
 * Lowers instructions, those that are equal to lowering once. It is given copies of them that stand
 * alone, so it cannot depend on more than what is compared. Where assertions are on, as in tests,
 * every instruction is lowered where it stands, too, and what that gives must be the same.
 *
 * <p>An array that is a constant inside an equal fusion is the same constant, in the place of the
 * instruction's own.
 */
public final class KernelReuse {
  private final Function<HloInstruction, List<LoweredKernel>> lowering;
  private final Map<InstructionForm, Lowered> known = new HashMap<>();

  /**
   * What lowering gave.
   *
   * @param kernels null if it does not support the instruction
   * @param problem why it does not
   */
  private record Lowered(List<LoweredKernel> kernels, String problem) {}

  /**
   * Nothing is known yet.
   *
   * @param lowering gives the kernels of an instruction, or throws {@link
   *     UnsupportedKernelException}; depends on the instruction alone
   */
  public KernelReuse(Function<HloInstruction, List<LoweredKernel>> lowering) {
    this.lowering = lowering;
  }

  /**
   * The kernels of an instruction: the same list for all that are equal.
   *
   * @throws UnsupportedKernelException if there are none
   */
  public List<LoweredKernel> lower(HloInstruction instruction) {
    InstructionForm form = InstructionForm.of(instruction);
    Lowered lowered = known.get(form);
    if (lowered == null) {
      HloInstruction alone = LoneInstruction.of(instruction);
      assert form.equals(InstructionForm.of(alone)) : instruction;
      lowered = lowered(alone);
      known.put(form, lowered);
    }
    assert isSame(lowered, lowered(instruction)) : instruction;
    if (lowered.kernels() == null) {
      throw new UnsupportedKernelException(lowered.problem());
    }
    return lowered.kernels();
  }

  private Lowered lowered(HloInstruction instruction) {
    try {
      return new Lowered(List.copyOf(lowering.apply(instruction)), null);
    } catch (UnsupportedKernelException e) {
      return new Lowered(null, e.getMessage());
    }
  }

  private static boolean isSame(Lowered a, Lowered b) {
    if (a.kernels() == null || b.kernels() == null) {
      return a.kernels() == b.kernels() && a.problem().equals(b.problem());
    }
    return a.kernels().stream()
        .map(KernelReuse::text)
        .toList()
        .equals(b.kernels().stream().map(KernelReuse::text).toList());
  }

  private static List<Object> text(LoweredKernel lowered) {
    return List.of(
        KernelText.of(lowered.kernel()),
        lowered.kernel().isForAllSizes(),
        lowered.arguments().stream().map(KernelReuse::content).toList(),
        String.valueOf(lowered.copiesOperand()),
        lowered.tasks());
  }

  /** What an argument is, whichever instruction it comes from. */
  private static Object content(Argument argument) {
    return switch (argument) {
      case Argument.Constant constant -> constant.constant().get(Attribute.VALUE);
      case Argument.TensorMap map -> List.of(content(map.array()), map.tiles());
      default -> argument;
    };
  }
}
